"""The disclosure board 政务公开栏 and its columns 栏目."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page

from disclosure_plugin.domain.update_cycles import cycle_days
from disclosure_plugin.editor.column_types import column_type_choices

from .board_editing import BoardForm, ColumnForm
from .disclosed import ShortAddressMixin, not_expired

ITEMS_PER_PAGE = 20
LONGEST_CYCLE_DAYS = 3660


class DisclosureBoardMixin(ShortAddressMixin):
    """A board: ordered columns, each with its items."""

    introduction = models.CharField(_("introduction"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def columns(self) -> models.QuerySet:
        """Return the public columns in the board's order."""
        return self.get_children().live().public().filter(not_expired()).specific()


class AbstractBoardPanelItem(Orderable):
    """An item that is also named in a panel of the board, whichever column it stands in."""

    class Panel(models.TextChoices):
        APPROVAL = "approval", pgettext_lazy("panel of a board", "Approval procedures")
        PENALTY = (
            "penalty",
            pgettext_lazy("panel of a board", "Penalty procedures and their bases"),
        )
        FEES = "fees", pgettext_lazy("panel of a board", "Fees and standards")
        SITE = "site", pgettext_lazy("panel of a board", "Supervision on site")
        WORK_RULES = "work-rules", pgettext_lazy("panel of a board", "Work rules")
        INTEGRITY = "integrity", pgettext_lazy("panel of a board", "Integrity rules")

    panel = models.CharField(
        pgettext_lazy("of a board", "panel"), max_length=12, choices=Panel.choices
    )
    item = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("item"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    panels = [FieldPanel("panel"), PageChooserPanel("item")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_panel_display()}: {self.item_id}"


class DisclosureBoardPage(DisclosureBoardMixin, Page):
    base_form_class = BoardForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        InlinePanel(
            "panel_items",
            label=_("item of a panel"),
            heading=_("Panels below the columns"),
            help_text=_("Each names items that stand in a column. Only public ones are shown."),
        ),
    ]
    promote_panels: list = []
    template = "disclosure_plugin/pages/board.html"
    parent_page_types = ["disclosure_plugin.BureauHomePage"]
    subpage_types = ["disclosure_plugin.DisclosureColumnPage"]

    class Meta:
        verbose_name = _("disclosure board")
        verbose_name_plural = _("disclosure boards")


class BoardPanelItem(AbstractBoardPanelItem):
    page = ParentalKey(DisclosureBoardPage, on_delete=models.CASCADE, related_name="panel_items")

    class Meta(AbstractBoardPanelItem.Meta):
        verbose_name = _("item of a panel")
        verbose_name_plural = _("items of panels")


class DisclosureColumnMixin(ShortAddressMixin):
    """A column of the board."""

    description = models.CharField(
        _("what belongs here"),
        max_length=200,
        help_text=_("One line, shown under the column's name."),
    )
    update_rule = models.CharField(
        _("update rule"),
        max_length=60,
        blank=True,
        help_text=_("For example “monthly”, or “within 20 working days of a change”."),
    )
    column_type = models.CharField(
        _("type of the column"),
        max_length=20,
        choices=column_type_choices,
        blank=True,
        help_text=_("The type of the page-tag standard. Some types have an update cycle."),
    )
    max_age_days = models.PositiveSmallIntegerField(
        _("own update cycle (calendar days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_CYCLE_DAYS)],
        help_text=_("How old the newest item may be. Leave empty for the cycle of the type."),
    )

    class Meta:
        abstract = True

    @property
    def cycle_days(self) -> int | None:
        """How old the newest item may be, in calendar days; None where nobody has set it."""
        return cycle_days(self.column_type, own_days=self.max_age_days)

    def pinned_keys(self) -> list[int]:
        """Return the keys of the items that stand first, in their order.

        A page type of your own pins with rows named ``pinned_items``; without them it pins none.
        """
        rows = getattr(self, "pinned_items", None)
        return [] if rows is None else [row.item_id for row in rows.all()]

    def items(self) -> models.QuerySet:
        """Return the disclosed items of this column: the pinned ones first, then the newest."""
        order: list[models.Case | str] = ["-first_published_at", "-pk"]
        if pinned := self.pinned_keys():
            first = (models.When(pk=key, then=number) for number, key in enumerate(pinned))
            order.insert(0, models.Case(*first, default=len(pinned)))
        children = self.get_children().live().public().filter(not_expired()).order_by(*order)
        return children.specific().defer_streamfields()

    def get_context(self, request, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        paginator = Paginator(self.items(), ITEMS_PER_PAGE)
        context["items"] = paginator.get_page(request.GET.get("page"))
        return context


class AbstractPinnedItem(Orderable):
    """An item that stands first in its column, as long as it is public there."""

    item = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("item"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    panels = [PageChooserPanel("item")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.item_id)


class DisclosureColumnPage(DisclosureColumnMixin, Page):
    base_form_class = ColumnForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("description"),
        FieldPanel("update_rule"),
        FieldRowPanel([FieldPanel("column_type"), FieldPanel("max_age_days")]),
        InlinePanel(
            "pinned_items",
            label=_("pinned item"),
            heading=_("Pinned items"),
            help_text=_("They stand first, in this order; below them the newest come first."),
        ),
    ]
    promote_panels: list = []
    template = "disclosure_plugin/pages/column.html"
    parent_page_types = ["disclosure_plugin.DisclosureBoardPage"]
    subpage_types = [
        "disclosure_plugin.DisclosureItemPage",
        "disclosure_plugin.DisclosureNoticePage",
        "disclosure_plugin.ServiceProcedurePage",
        "disclosure_plugin.FeeStandardPage",
        "disclosure_plugin.PenaltyProcedurePage",
        "disclosure_plugin.RuleDocumentPage",
        "disclosure_plugin.FinanceStatementPage",
        "disclosure_plugin.InternalMatterPage",
        "disclosure_plugin.AnnualReportPage",
    ]

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("columns")


class PinnedItem(AbstractPinnedItem):
    page = ParentalKey(DisclosureColumnPage, on_delete=models.CASCADE, related_name="pinned_items")

    class Meta(AbstractPinnedItem.Meta):
        verbose_name = _("pinned item")
        verbose_name_plural = _("pinned items")
