"""What an annual summary is begun with and checked by: templates, sentences, words, thresholds.

All of it is data of a file, the shipped one or the county's own: nothing of it is law.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from disclosure_plugin.errors import DisclosureError

from .similarity import METHODS

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\}")


class RulesMalformed(DisclosureError):
    """The file cannot be read; the message names the place, in English, for who wrote it."""


@dataclass(frozen=True, slots=True)
class PartTemplate:
    """A part or section to begin with; ``text`` says what a person is to write there."""

    marker: str
    heading: str
    text: str
    lines: tuple[str, ...]
    parts: tuple[PartTemplate, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A structure of a summary.

    Attributes:
        code: kept with the page.
        title: with ``{year}`` where the year stands.
        chart: code of the figure that is drawn by month; empty: none.
        figures: codes of those that stand large at the top.
    """

    code: str
    name: str
    title: str
    introduction: str
    chart: str
    figures: tuple[str, ...]
    sections: tuple[PartTemplate, ...]

    def lines(self) -> list[str]:
        """Return the codes of all sentences, in the order of the text, each once."""
        found = [
            line
            for section in self.sections
            for part in (section, *section.parts)
            for line in part.lines
        ]
        return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Similarity:
    """When a text counts as a copy of last year's.

    Attributes:
        method: a key of :data:`~disclosure_plugin.domain.similarity.METHODS`.
        size: characters of the pieces that are compared.
        threshold: per cent from which on it does.
        shortest: characters below which nothing is compared.
    """

    method: str
    size: int
    threshold: int
    shortest: int


@dataclass(frozen=True, slots=True)
class SummaryRules:
    """Everything the file says.

    Attributes:
        layout: of the Word file, see :mod:`disclosure_plugin.paper.official`.
        lines: sentences with slots such as ``{outreach.people}``, by code.
        shortest_shortcoming: characters that name a problem at the least.
    """

    similarity: Similarity
    vague_words: tuple[str, ...]
    empty_shortcomings: tuple[str, ...]
    shortcoming_headings: tuple[str, ...]
    shortest_shortcoming: int
    layout: Mapping[str, Any]
    lines: Mapping[str, str]
    templates: Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a sentence: words, or the code of a figure that stands there."""

    text: str = ""
    figure: str = ""


def segments(line: str) -> Iterator[Segment]:
    """Take a sentence apart at its slots."""
    position = 0
    for slot in _SLOT.finditer(line):
        if slot.start() > position:
            yield Segment(text=line[position : slot.start()])
        yield Segment(figure=slot[1])
        position = slot.end()
    if position < len(line):
        yield Segment(text=line[position:])


def figures_of(line: str) -> list[str]:
    """Return the codes of the figures that a sentence names, in its order."""
    return [one.figure for one in segments(line) if one.figure]


def read_rules(text: str) -> SummaryRules:
    """Read the file.

    Raises:
        RulesMalformed: it is no JSON, lacks something, or a template names a sentence that is
            not there.
    """
    try:
        data = json.loads(text)
        rules = SummaryRules(
            similarity=Similarity(**data["similarity"]),
            vague_words=tuple(data["vague_words"]),
            empty_shortcomings=tuple(data["empty_shortcomings"]),
            shortcoming_headings=tuple(data["shortcoming_headings"]),
            shortest_shortcoming=int(data["shortest_shortcoming"]),
            layout=dict(data["layout"]),
            lines=dict(data["lines"]),
            templates={one["code"]: _template(one) for one in data["templates"]},
        )
    except KeyError as error:
        raise RulesMalformed(f"The rules of summaries lack {error}.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise RulesMalformed(f"The rules of summaries cannot be read: {error}") from error
    if rules.similarity.method not in METHODS:
        raise RulesMalformed(f"There is no method {rules.similarity.method!r} of similarity.")
    for template in rules.templates.values():
        for line in template.lines():
            if line not in rules.lines:
                raise RulesMalformed(
                    f"The template {template.code!r} names the sentence {line!r}, "
                    "which is not among the lines."
                )
    return rules


def _template(data: Mapping[str, Any]) -> Template:
    return Template(
        code=str(data["code"]),
        name=str(data["name"]),
        title=str(data["title"]),
        introduction=str(data.get("introduction", "")),
        chart=str(data.get("chart", "")),
        figures=tuple(data.get("figures", ())),
        sections=tuple(_part(one) for one in data["sections"]),
    )


def _part(data: Mapping[str, Any]) -> PartTemplate:
    return PartTemplate(
        marker=str(data.get("marker", "")),
        heading=str(data["heading"]),
        text=str(data.get("text", "")),
        lines=tuple(data.get("lines", ())),
        parts=tuple(_part(one) for one in data.get("parts", ())),
    )
