"""What this system's own records say about the cells of an annual report.

Another part of the site adds a source at start-up::

    from disclosure_plugin.queries import annual_report_sources

    annual_report_sources.register(my_source)

A source counts and says how; it never guesses. What the records cannot know it says, with no
number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure_plugin import bureaus
from disclosure_plugin.domain.annual_report_form import (
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OVER,
    CELLS,
    DOCUMENTS,
    REGULATIONS,
    cell_code,
)
from disclosure_plugin.domain.annual_report_values import Number, to_json, with_totals
from disclosure_plugin.domain.register import Category, Validity
from disclosure_plugin.models import (
    AnnualReportPage,
    DisclosureItemPage,
    FeeItem,
    RuleDocumentPage,
)
from disclosure_plugin.register.models import RegisterEntry


@dataclass(frozen=True)
class Counted:
    """What one source says about one cell.

    Attributes:
        cell: its code.
        value: None: these records cannot know it.
        said: how it was counted, or why it cannot be, in the reader's language.
        address: where what was counted can be looked at; empty for nowhere.
    """

    cell: str
    value: Number | None
    said: str
    address: str = ""


Source = Callable[[int], Iterable[Counted]]

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source, once; also usable as a decorator. A later one answers before an earlier."""
    if source not in _sources:
        _sources.append(source)
    return source


def unregister(source: Source) -> None:
    """Take a source away again."""
    _sources.remove(source)


def counted(year: int) -> list[Counted]:
    """Return what the sources say about a year's report, one answer a cell, in its order.

    A source that knows a number answers before one that does not.
    """
    found: dict[str, Counted] = {}
    for source in _sources:
        for one in source(year):
            before = found.get(one.cell)
            if before is None or one.value is not None or before.value is None:
                found[one.cell] = one
    return [found[code] for code in CELLS if code in found]


def prefilled(year: int) -> dict[str, int | str]:
    """Return the tables of a report that has just been begun, as its page keeps them."""
    values = {one.cell: one.value for one in counted(year) if one.value is not None}
    return to_json(with_totals(values))


@register
def regulations(year: int) -> Iterator[Counted]:
    """A county bureau makes no regulations 规章."""
    for column in ("made", "repealed", "in_force"):
        said = _("A county bureau cannot make regulations 规章.")
        yield Counted(cell_code(2, REGULATIONS, column), 0, said)


@register
def documents(year: int) -> Iterator[Counted]:
    """Count the rule documents 行政规范性文件 that this bureau has issued and disclosed."""
    issuer = bureaus.identity().name
    ours = RuleDocumentPage.objects.disclosed().filter(issuing_body=issuer)
    last = date(year, 12, 31)
    ended = ~Q(validity=Validity.VALID)
    counts = {
        "made": ours.filter(issued_on__year=year),
        "repealed": ours.filter(ended, ended_on__year=year),
        "in_force": ours.filter(issued_on__lte=last).exclude(ended, ended_on__lte=last),
    }
    said = _("Rule documents of %(issuer)s that are public here.") % {"issuer": issuer}
    for column, found in counts.items():
        address = _register_address(Category.RULES)
        yield Counted(cell_code(2, DOCUMENTS, column), found.count(), said, address)


@register
def decisions(year: int) -> Iterator[Counted]:
    """Count disclosed decisions by their category in the register."""
    said = _(
        "Items of this category in the register that were formed in the year. The form asks for "
        "all decisions: correct the number where not each of them is an item."
    )
    for row, category in (("licences", Category.LICENCES), ("penalties", Category.PENALTIES)):
        entries = RegisterEntry.objects.filter(
            bureau=bureaus.current(),
            state=RegisterEntry.State.PUBLIC,
            category=category,
            formed_on__year=year,
        )
        # Procedures and standards are of the same category, and no decisions.
        items = DisclosureItemPage.objects.filter(pk__in=entries.values("page"))
        yield Counted(
            cell_code(2, row, "decisions"), items.count(), said, _register_address(category)
        )
    yield Counted(
        cell_code(2, "coercion", "decisions"),
        None,
        _("The register does not tell coercive measures from penalties: count them by hand."),
    )


@register
def fees(year: int) -> Iterator[Counted]:
    """Say 0 where no fee was in force; what was collected these records do not know."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    in_force = FeeItem.objects.filter(
        Q(in_force_from=None) | Q(in_force_from__lte=last),
        Q(in_force_to=None) | Q(in_force_to__gte=first),
        page__live=True,
    ).count()
    address = _register_address(Category.FEES)
    code = cell_code(2, "fees", "amount")
    if not in_force:
        yield Counted(code, Decimal(0), _("No fee of a fee standard was in force."), address)
        return
    said = _("%(count)s fees were in force; what was collected is not recorded here.")
    yield Counted(code, None, said % {"count": in_force}, address)


@register
def carried_over(year: int) -> Iterator[Counted]:
    """Take what last year's report handed on."""
    before = AnnualReportPage(year=year).cells_of_the_year_before()
    for column in APPLICANTS:
        handed_on = (before or {}).get(cell_code(3, CARRIED_OVER, column))
        if handed_on is not None:
            said = _("Item 4 of the report on %(year)s.") % {"year": year - 1}
            yield Counted(cell_code(3, CARRIED_IN, column), handed_on, said)


def _register_address(category: Category) -> str:
    query = urlencode({"category": category.value})
    return bureaus.public_address(f"{reverse('disclosure_plugin:register')}?{query}")
