"""Wagtail's search in PostgreSQL, with Chinese: what the admin's searches ask.

PostgreSQL takes a run of Chinese characters for one word, and finds it as a whole or not at all.
Here texts are put down as the public search has them (:mod:`disclosure_plugin.domain.search_text`)
and questions asked as phrases of them. Name it in the settings, then run ``update_index``::

    WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "disclosure_plugin.search_backend"}}

Wagtail keeps one row an object: of a text longer than PostgreSQL has positions, what stands behind
them is found word by word, no longer as a phrase.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import Phrase, PlainText

from .domain.search_queries import parse, phrase_tsquery, tsquery
from .domain.search_text import MOST_UNITS, Lexemes, vector, whole

# Of a question; a longer one is cut.
LONGEST_QUESTION = 400
# No object is found by it; a raw question must not be empty.
NOTHING = "'='"
TITLE = "title"


class HanObjectIndexer(postgres.ObjectIndexer):
    """Puts down objects for our backend; for any other as ever.

    ``PostgresIndex.add_items`` names this class as a global of its module, so it takes the place
    of Wagtail's there, see the end of this module.
    """

    def __init__(self, obj: Any, backend: Any) -> None:
        super().__init__(obj, backend)
        self._is_ours = isinstance(backend, PostgresSearchBackend)

    def as_vector(self, texts: Any, for_autocomplete: bool = False) -> Any:
        """Return texts with their weights as a value of the index."""
        if not self._is_ours:
            return super().as_vector(texts, for_autocomplete)
        return Cast(Value(weighted_vector(texts)), SearchVectorField())


def weighted_vector(texts: Iterable[tuple[str, str]]) -> str:
    """Return the literal of a ``tsvector`` of several texts.

    Args:
        texts: each with its weight, from A to D.
    """
    found: list[Lexemes] = []
    after, left = 0, MOST_UNITS
    for text, weight in texts:
        one = whole(text, after=after, weight=weight, most=left)
        if not one.texts:
            continue
        found.append(one)
        left -= len(one.texts)
        # A position is left out: no phrase goes from one text into the next.
        after = one.positions[-1] + 1
    return vector(*found)


class HanQueryCompiler(postgres.PostgresSearchQueryCompiler):
    """Asks as our vectors answer; whatever is no plain text is combined as ever."""

    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        """Return the question for PostgreSQL."""
        if not isinstance(query, PlainText | Phrase):
            return super().build_tsquery_content(query, config=config, invert=invert)
        said = self._said(query)
        if invert:
            said = f"!({said})"
        return SearchQuery(said, search_type="raw", config="simple")

    def _said(self, query: PlainText | Phrase) -> str:
        text = query.query_string[:LONGEST_QUESTION]
        if isinstance(query, Phrase):
            text = '"{}"'.format(text.replace('"', " "))
        words = parse(text).words
        if not words:
            return NOTHING
        said = [tsquery(word) for word in words]
        if self.LAST_TERM_IS_PREFIX and not text[-1].isspace():
            said[-1] = phrase_tsquery(words[-1].phrases[0].units, is_begun=True)
        together = " | " if getattr(query, "operator", "and") == "or" else " & "
        return together.join(f"({one})" for one in said)

    def get_fields_vectors(self, search_query: Any) -> Any:
        """Return what is searched if fields are named: their columns know no Chinese words.

        A title has a vector of its own. Any other field is looked for in the vector of them all.
        """
        title, body = self.get_index_vectors(search_query)
        asked = [title] if TITLE in self.search_fields else []
        return [*asked, body] if set(self.search_fields) - {TITLE} else asked


class HanAutocompleteQueryCompiler(postgres.PostgresAutocompleteQueryCompiler, HanQueryCompiler):
    """The same for what is found while somebody types: the last word may go on."""

    def get_fields_vectors(self, search_query: Any) -> Any:
        """Return the one vector of what is completed."""
        return self.get_index_vectors(search_query)


class PostgresSearchBackend(postgres.PostgresSearchBackend):
    """To be named in ``WAGTAILSEARCH_BACKENDS``."""

    query_compiler_class = HanQueryCompiler
    autocomplete_query_compiler_class = HanAutocompleteQueryCompiler


SearchBackend = PostgresSearchBackend

postgres.ObjectIndexer = HanObjectIndexer
