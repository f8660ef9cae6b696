"""StreamField blocks of the disclosure pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

from .summary_rules import line_choices

# Disclosed text is read on old phones and from paper: structure, no decoration.
TEXT_FEATURES = ["bold", "ol", "ul", "link", "document-link"]
BODY_FEATURES = ["h3", *TEXT_FEATURES]


class DisclosureTableBlock(TypedTableBlock):
    """A table with a caption; every column is text or a number."""

    def __init__(self, **kwargs):
        super().__init__(
            [
                ("text", blocks.CharBlock(required=False, label=_("Text"))),
                ("number", blocks.DecimalBlock(required=False, label=_("Number"))),
            ],
            **kwargs,
        )


class DescribedImageBlock(ImageBlock):
    """A picture with words for who cannot see it, or a tick that it is decoration."""

    def clean(self, value: Any) -> Any:
        """Refuse words that are blank, which Wagtail lets pass."""
        if value is not None and value.contextual_alt_text:
            value.contextual_alt_text = value.contextual_alt_text.strip()
        return super().clean(value)


class ItemBodyBlock(blocks.StreamBlock):
    """The body of an item."""

    text = blocks.RichTextBlock(features=BODY_FEATURES, label=_("Text"))
    table = DisclosureTableBlock(
        label=_("Table"), template="disclosure_plugin/blocks/table.html", icon="table"
    )
    image = DescribedImageBlock(
        label=_("Image"), template="disclosure_plugin/blocks/image.html", icon="image"
    )


class PointBlock(blocks.StructBlock):
    """A numbered point below a part, with its marker as written (“(1)”, “一是”)."""

    marker = blocks.CharBlock(required=False, max_length=20, label=_("Marker"))
    text = blocks.TextBlock(label=_("Text"), rows=3)

    class Meta:
        icon = "list-ol"


class CountedLinesBlock(blocks.ListBlock):
    """Sentences whose numbers are counted from records; which there are is data."""

    def __init__(self, child_block: Any = None, **kwargs: Any) -> None:
        if child_block is None:
            child_block = blocks.ChoiceBlock(choices=line_choices, label=_("Sentence"))
        super().__init__(child_block, **kwargs)


class PartBlock(blocks.StructBlock):
    """A numbered part of a section."""

    marker = blocks.CharBlock(required=False, max_length=20, label=_("Marker"))
    heading = blocks.CharBlock(required=False, max_length=255, label=_("Heading"))
    body = blocks.RichTextBlock(required=False, features=TEXT_FEATURES, label=_("Text"))
    lines = CountedLinesBlock(default=[], label=_("Counted sentences"))
    points = blocks.ListBlock(PointBlock(), default=[], label=_("Points"))

    class Meta:
        icon = "list-ul"


class SectionBlock(blocks.StructBlock):
    """A top section of an annual summary."""

    marker = blocks.CharBlock(required=False, max_length=20, label=_("Marker"))
    heading = blocks.CharBlock(max_length=255, label=_("Heading"))
    body = blocks.RichTextBlock(required=False, features=TEXT_FEATURES, label=_("Text"))
    lines = CountedLinesBlock(default=[], label=_("Counted sentences"))
    parts = blocks.ListBlock(PartBlock(), default=[], label=_("Parts"))

    class Meta:
        icon = "title"
        label_format = "{marker}{heading}"
        template = "disclosure_plugin/blocks/section.html"


class SummarySectionsBlock(blocks.StreamBlock):
    """The sections of an annual summary, in order."""

    section = SectionBlock(label=_("Section"))


class FrequentTaskBlock(blocks.StructBlock):
    """One of the things people come for, on the home page."""

    page = blocks.PageChooserBlock(label=_("Page"))
    label = blocks.CharBlock(
        required=False,
        max_length=40,
        label=_("Words residents use"),
        help_text=_("Leave empty to show the page's title."),
    )
    note = blocks.CharBlock(
        required=False,
        max_length=40,
        label=_("Note"),
        help_text=_("For example the promised time."),
    )

    class Meta:
        icon = "link"


class FrequentTasksBlock(blocks.StreamBlock):
    """The list of frequent tasks."""

    task = FrequentTaskBlock(label=_("Frequent task"))


class FixedListBlock(blocks.StructBlock):
    """A list whose number of points is part of its name, such as 八项承诺."""

    title = blocks.CharBlock(max_length=60, label=_("Name of the list"))
    count = blocks.IntegerBlock(
        min_value=1,
        max_value=99,
        label=_("How many points it has to have"),
        help_text=_("As in its name: eight commitments are 8."),
    )
    in_force_from = blocks.DateBlock(required=False, label=_("In force from"))
    points = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Points"))

    class Meta:
        icon = "list-ol"
        label = _("Fixed list")


class FixedListsBlock(blocks.StreamBlock):
    """The fixed lists of a commitment list."""

    points = FixedListBlock(label=_("Fixed list"))
