"""What structured items have in common: they say what they lack, and wait until it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.required_elements import Disclosed, Element
from disclosure_plugin.domain.service_procedures import TimeUnit, plain
from disclosure_plugin.editor.blocks import ItemBodyBlock
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.required_elements import missing_sentence
from disclosure_plugin.editor.service_words import time_unit_choices
from disclosure_plugin.errors import Refused

from .disclosed import DisclosedMixin
from .structured_editing import ElementsPanel, StructuredForm


class StructuredMixin(DisclosedMixin):
    """An item with elements of its own instead of one body of text.

    A subclass says by :meth:`elements` what it carries and by :meth:`contradictions` what of it
    cannot be; a draft may lack everything.
    """

    body = StreamField(
        ItemBodyBlock(required=False),
        verbose_name=_("further notes"),
        blank=True,
        help_text=_("What the fields above have no room for, such as frequent questions."),
    )

    base_form_class = StructuredForm

    first_panels = [ElementsPanel(heading=_("What is still to be written"))]
    last_panels = [
        InlinePanel("legal_bases", label=_("legal basis"), heading=_("Legal bases")),
        FieldPanel("body"),
        InlinePanel(
            "attachments",
            label=_("attachment"),
            heading=_("Attachments"),
            max_num=get_settings().ATTACHMENTS_PER_ITEM,
        ),
    ]
    search_fields_of_structured = [
        *DisclosedMixin.search_fields_of_disclosed,
        index.SearchField("body"),
        index.RelatedFields(
            "legal_bases", [index.SearchField("title"), index.SearchField("article")]
        ),
    ]

    class Meta:
        abstract = True

    def elements(self) -> Disclosed:
        """Return what it says, for the rule of its type."""
        raise NotImplementedError

    def contradictions(self) -> Iterator[Refused]:
        """Yield what of it cannot be, and is seen only with all its rows at hand."""
        yield from ()

    def missing_elements(self) -> list[Element]:
        """Return what it lacks before it can be handed in."""
        return self.elements().missing()

    def incomplete_sentence(self) -> str:
        """Say in the reader's language what it lacks; empty if nothing."""
        missing = self.missing_elements()
        return missing_sentence(self.title, missing) if missing else ""

    def reasons_to_wait(self) -> list[str]:
        """Say in the reader's language why it cannot be handed in or published as it is."""
        sentences = [self.incomplete_sentence(), *map(refusal_sentence, self.contradictions())]
        return [*filter(None, sentences)]

    def common_elements(self) -> dict[str, Any]:
        """Return what items of every type say, as arguments of their elements."""
        return {
            "abstract": self.abstract,
            "is_formed": self.formed_on is not None,
            "has_section": self.responsible_section_id is not None,
            "category": self.category,
            "legal_bases": self.legal_bases.count(),
        }


class AbstractStep(Orderable):
    """One step of a procedure."""

    name = models.CharField(
        _("name of the step"), max_length=40, help_text=_("A few characters, such as “review”.")
    )
    responsible = models.CharField(
        _("responsible post or section"),
        max_length=100,
        blank=True,
        help_text=_("A post or section, no person's name."),
    )
    number = models.DecimalField(
        _("time it takes"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Half a day is 0.5. Leave empty where it is done at once."),
    )
    unit = models.CharField(
        _("unit of the time"),
        max_length=8,
        choices=time_unit_choices,
        default=TimeUnit.WORKING_DAYS.value,
    )
    note = models.TextField(_("what happens"), blank=True)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def plain_number(self) -> str:
        """The number without needless zeros."""
        return "" if self.number is None else plain(self.number)
