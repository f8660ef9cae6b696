"""Monthly finance statements 财务收支月报: what came in and went out, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from disclosure_plugin.domain.amounts import AmountUnit
from disclosure_plugin.domain.finance import (
    Column,
    Line,
    faults,
    in_tree_order,
    year_faults,
    year_to_date,
)
from disclosure_plugin.domain.finance_chart import Chart, charts
from disclosure_plugin.domain.months import Month
from disclosure_plugin.domain.required_elements import FinanceStatement
from disclosure_plugin.editor.finance_words import UNITS, named, unit_choices
from disclosure_plugin.errors import Refused, gettext_noop

from .disclosed import DisclosedMixin
from .finance_editing import FinanceForm, FinanceGridPanel
from .finance_settings import finance_settings
from .internal_register import InternalEntry
from .items import AbstractItemAttachment, AbstractLegalBasis
from .staff_first import StaffFirstMixin
from .structured import StructuredMixin

MONTHS = [(number, str(number)) for number in range(1, 13)]


class MonthTaken(Refused):
    """Each month has one statement."""

    sentence = gettext_noop(
        "There is a statement of %(month)s already: “%(title)s”. Correct that one, or choose "
        "another month."
    )


class FinanceStatementMixin(StaffFirstMixin, StructuredMixin):
    """A month's statement. Amounts are kept in yuan, and shown in the unit of the statement."""

    year = models.PositiveSmallIntegerField(
        pgettext_lazy("of a finance statement", "year"),
        validators=[MinValueValidator(1949), MaxValueValidator(2999)],
    )
    month = models.PositiveSmallIntegerField(
        pgettext_lazy("of a finance statement", "month"), choices=MONTHS
    )
    unit = models.CharField(
        _("unit of the amounts"),
        max_length=4,
        choices=unit_choices,
        default=AmountUnit.YUAN.value,
        help_text=_("Of everything in the table below."),
    )

    base_form_class = FinanceForm

    finance_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("year"),
                        FieldPanel("month"),
                        # Amounts are nothing without their unit, in a draft either.
                        FieldPanel("unit", required_on_save=True),
                    ]
                )
            ],
            heading=_("Month and unit"),
        ),
        FinanceGridPanel("lines", label=_("line"), heading=_("Figures of the month")),
    ]

    class Meta:
        abstract = True

    @property
    def of_month(self) -> Month:
        return Month(self.year, self.month)

    @property
    def amount_unit(self) -> AmountUnit:
        return AmountUnit(self.unit)

    @property
    def unit_name(self) -> str:
        return str(UNITS[self.amount_unit])

    def finance_lines(self) -> list[Line]:
        """Return the lines in which somebody has written something, in their order."""
        lines = [row.line() for row in self.lines.all()]
        return [line for line in lines if not line.is_empty]

    def lines_with_depth(self) -> list[tuple[int, Line]]:
        """Return the lines, parts below their totals, each with its depth."""
        return in_tree_order(self.finance_lines())

    @property
    def has_reasons(self) -> bool:
        return any(line.reason for line in self.finance_lines())

    def charts(self) -> list[Chart]:
        """Return a chart for each total that has parts."""
        return charts(self.lines_with_depth())

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Write lines in place of all that were there; a line that stays keeps its row."""
        model: Any = self._meta.get_field("lines").related_model
        rows = {row.code: row for row in self.lines.all()}
        written = []
        for place, line in enumerate(lines):
            row = rows.get(line.code) or model(code=line.code)
            row.write(line)
            row.sort_order = place
            written.append(row)
        self.lines.set(written)

    def elements(self) -> FinanceStatement:
        lines = self.finance_lines()
        return FinanceStatement(
            **self.common_elements(),
            lines=len(lines),
            without_actual=sum(line.actual is None for line in lines),
            without_budget=sum(line.budget is None for line in lines),
        )

    def contradictions(self) -> Iterator[Refused]:
        if not self.year or not self.month:
            return
        other = self.statement_of(self.of_month)
        if other is not None:
            yield MonthTaken(month=str(self.of_month), title=other.title)
        for fault in faults(
            self.finance_lines(),
            threshold=finance_settings().threshold,
            unit=self.amount_unit,
            before=self.year_before(),
        ):
            yield named(fault)

    def statement_of(self, month: Month) -> Any:
        """Return another statement of the bureau as it stands, the disclosed one first.

        Returns:
            as it is disclosed, or the newest version of a draft; None where the month has none.
        """
        of_month = type(self)._default_manager.filter(year=month.year, month=month.month)
        others = of_month.exclude(pk=self.pk).order_by("-pk")
        if (public := others.filter(live=True).first()) is not None:
            return public
        entries = InternalEntry.objects.disclosed().filter(page__in=others.values("pk"))
        if (entry := entries.order_by("-page").first()) is not None:
            return entry.versions.order_by("-number")[0].revision.as_object()
        draft = others.first()
        return draft.get_latest_revision_as_object() if draft else None

    def year_before(self) -> Mapping[str, Decimal | None] | None:
        """Return what this year's lines come to up to last month, by code.

        Returns:
            nothing in January; None where last month has no statement.
        """
        if self.month == 1:
            return {}
        last = self.statement_of(self.of_month.before())
        if last is None:
            return None
        return {line.code: line.year_to_date for line in last.finance_lines()}

    def follows_from_last_month(self) -> bool:
        """Say whether its sums of the year are those that last month's lead to."""
        before = self.year_before()
        wrong = year_faults(self.finance_lines(), before or {}, self.amount_unit)
        return before is None or not any(wrong)

    def last_years_figures(self) -> dict[str, Decimal | None]:
        """Return the actual figures of the same month of last year by code, if it has any."""
        last = self.statement_of(self.of_month.a_year_before())
        return {} if last is None else {line.code: line.actual for line in last.finance_lines()}

    def reckon(self) -> None:
        """Reckon the year so far wherever it can be; rows without figures stay, for the form."""
        if not self.year or not self.month:
            return
        before, rows = self.year_before(), list(self.lines.all())
        for row in rows:
            reckoned = year_to_date(row.line(), before)
            if reckoned is not None:
                row.year_to_date = reckoned
        self.lines.set(rows)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        self.reckon()
        return super().save_revision(*args, **kwargs)


class AbstractFinanceLine(Orderable):
    """One line; amounts in yuan. Name and place in sums are copied from the county's list."""

    code = models.SlugField(pgettext_lazy("line of a finance statement", "code"))
    name = models.CharField(pgettext_lazy("line of a finance statement", "name"), max_length=60)
    part_of = models.SlugField(_("code of its total"), blank=True)
    is_always_explained = models.BooleanField(_("every change needs its reason"), default=False)
    budget = models.DecimalField(
        _("budget of the month"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    actual = models.DecimalField(
        _("actual of the month"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    last_year = models.DecimalField(
        _("same month of last year"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    year_to_date = models.DecimalField(
        _("this year so far"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    reason = models.CharField(_("reason of the change"), max_length=200, blank=True)

    panels = [
        FieldPanel("code"),
        *(FieldPanel(column.value) for column in Column),
        FieldPanel("reason"),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def line(self) -> Line:
        """Return what the rules need of it."""
        return Line(
            code=self.code,
            name=self.name,
            part_of=self.part_of,
            is_always_explained=self.is_always_explained,
            reason=self.reason,
            **{column.value: _exact(getattr(self, column.value)) for column in Column},
        )

    def write(self, line: Line) -> None:
        """Take over what a line says."""
        self.code, self.name, self.part_of = line.code, line.name, line.part_of
        self.is_always_explained, self.reason = line.is_always_explained, line.reason
        for column in Column:
            setattr(self, column.value, line.cell(column))


def _exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


class FinanceStatementPage(FinanceStatementMixin, Page):
    content_panels = [
        *StructuredMixin.first_panels,
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        *FinanceStatementMixin.finance_panels,
        *StructuredMixin.last_panels,
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *StructuredMixin.search_fields_of_structured,
        index.FilterField("year"),
        index.FilterField("month"),
    ]
    template = "disclosure_plugin/pages/finance_statement.html"
    parent_page_types = ["disclosure_plugin.DisclosureColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("finance statement of a month")
        verbose_name_plural = _("finance statements of months")


class FinanceLine(AbstractFinanceLine):
    page = ParentalKey(FinanceStatementPage, on_delete=models.CASCADE, related_name="lines")

    class Meta(AbstractFinanceLine.Meta):
        verbose_name = pgettext_lazy("of a finance statement", "line")
        verbose_name_plural = pgettext_lazy("of a finance statement", "lines")


class FinanceLegalBasis(AbstractLegalBasis):
    page = ParentalKey(FinanceStatementPage, on_delete=models.CASCADE, related_name="legal_bases")

    class Meta(AbstractLegalBasis.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class FinanceAttachment(AbstractItemAttachment):
    page = ParentalKey(FinanceStatementPage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(AbstractItemAttachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
