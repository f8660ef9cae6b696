"""What the search finds: the texts of everything that is public, of all bureaus, in sections.

The rows are written by :mod:`disclosure_plugin.actions.search_sections` alone, in the transaction
that publishes. PostgreSQL deletes them in the transaction in which their entry stops being public,
whoever ends it, and takes none for an entry that is not.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .entries import RegisterEntry


class SearchSection(models.Model):
    """A stretch of a text of one entry, of a length at which PostgreSQL still knows each place.

    Attributes:
        attachment: title of the file in which it stands; empty on the page itself.
        file: SHA-256 of that file's bytes.
        published_at: of the entry, when it first became public.
        vector: the text as :func:`disclosure_plugin.domain.search_text.vector` writes it, with
            marks for the bureau and for everything that can be filtered by.
        waits: of a title: the entry's attachments were not read yet, nor does the admin's own
            search know of it.
    """

    class Kind(models.IntegerChoices):
        """Where it stands; what is found in the first ranks first."""

        TITLE = 1, pgettext_lazy("part of an item", "title")
        ABSTRACT = 2, pgettext_lazy("part of an item", "abstract")
        BODY = 3, pgettext_lazy("part of an item", "text")
        ATTACHMENT = 4, pgettext_lazy("part of an item", "attachment")

    entry = models.ForeignKey(
        RegisterEntry, on_delete=models.CASCADE, related_name="search_sections"
    )
    bureau = models.CharField(_("bureau"), max_length=30)
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    number = models.PositiveIntegerField()
    attachment = models.CharField(max_length=255, blank=True)
    file = models.CharField(_("SHA-256"), max_length=64, blank=True)
    column = models.CharField(_("column"), max_length=255, blank=True)
    text = models.TextField()
    published_at = models.DateTimeField()
    waits = models.BooleanField(default=False)
    vector = SearchVectorField()

    class Meta:
        verbose_name = _("section for the search")
        verbose_name_plural = _("sections for the search")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "kind", "number"], name="disclosure_search_place"
            ),
            models.CheckConstraint(
                condition=models.Q(waits=False) | models.Q(kind=1), name="disclosure_search_waits"
            ),
        ]
        indexes = [
            # What is new waits in a list that each question reads through: a short one (kB).
            GinIndex(
                fields=["vector"], gin_pending_list_limit=512, name="disclosure_search_vector"
            ),
            models.Index(
                fields=["kind", "-published_at", "-entry"], name="disclosure_search_county"
            ),
            models.Index(
                fields=["bureau", "kind", "-published_at", "-entry"],
                name="disclosure_search_bureau",
            ),
            models.Index(
                fields=["bureau"],
                condition=models.Q(waits=True),
                name="disclosure_search_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.kind}/{self.number}"


class SearchSynonym(models.Model):
    """Words that residents and officials use for the same; a county edits them."""

    words = models.CharField(
        _("words for the same"),
        max_length=300,
        unique=True,
        help_text=_("With a space between them. Who looks for one finds the others too."),
    )
    is_used = models.BooleanField(_("used by the search"), default=True)

    class Meta:
        verbose_name = _("group of words for the same")
        verbose_name_plural = _("groups of words for the same")
        default_permissions = ()
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    def group(self) -> list[str]:
        """Return the words one by one."""
        return self.words.split()
