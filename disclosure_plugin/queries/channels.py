"""What hangs at each posting place, and what should."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.domain.channels import Sheet, hanging, judge, standing_events
from disclosure_plugin.models import Posting, PostingPlace
from disclosure_plugin.register.models import RegisterEntry

from .register import by_number, public_pages, scope

# The most urgent first.
ORDER = (Sheet.TO_REMOVE, Sheet.OUTDATED, Sheet.TO_POST, Sheet.CURRENT, Sheet.ABSENT)
TO_DO = (Sheet.TO_REMOVE, Sheet.OUTDATED, Sheet.TO_POST)


@dataclass(frozen=True)
class SheetRow:
    """An item at a place.

    Attributes:
        page: the item.
        number: its index number.
        sheet: how it stands there.
        posted: the row by which it hangs there; None if it does not.
        last: the last row that stands; it is what can be undone.
    """

    page: Page
    number: str
    sheet: Sheet
    posted: Posting | None
    last: Posting | None


@dataclass(frozen=True)
class PlaceState:
    """A place with all that hangs there or should, the most urgent first."""

    place: PostingPlace
    rows: list[SheetRow] = field(default_factory=list)

    def of(self, *sheets: Sheet) -> list[SheetRow]:
        """Return the rows that stand so."""
        return [row for row in self.rows if row.sheet in sheets]

    @property
    def to_do(self) -> list[SheetRow]:
        """What somebody has to go there for."""
        return self.of(*TO_DO)


def public_entry(page: Page) -> RegisterEntry | None:
    """Return the entry of a page of the current bureau if everybody may see the page now."""
    entry = _public_entries().filter(page=page.pk).first()
    return entry if entry is not None and public_pages([entry]) else None


def page_by_number(number: str) -> Page | None:
    """Return the public page of the current bureau with an index number; None if there is none."""
    entry = by_number(scope(), number)
    if entry is None or entry.bureau != bureaus.current():
        return None
    page = Page.objects.filter(pk=entry.page).first()
    return page if page is not None and public_entry(page) is not None else None


def places_in_use() -> list[PlaceState]:
    """Return the bureau's places that are in use, by name."""
    return states(PostingPlace.objects.filter(in_use=True).prefetch_related("columns"))


def states(places: Iterable[PostingPlace]) -> list[PlaceState]:
    """Return how all items stand at some places."""
    places = list(places)
    entries = {entry.page: entry for entry in _public_entries()}
    pages = public_pages(entries.values())
    logs: dict[int, dict[int, list[Posting]]] = defaultdict(lambda: defaultdict(list))
    for row in Posting.objects.filter(place__in=places).order_by("pk").select_related("photo"):
        logs[row.place_id][row.page_id].append(row)
    gone = {key for log in logs.values() for key in log} - set(pages)
    pages.update(Page.objects.in_bulk(gone))
    public = {key: entry for key, entry in entries.items() if key not in gone}
    return [_state(place, logs[place.pk], pages, public) for place in places]


def _state(
    place: PostingPlace,
    logs: dict[int, list[Posting]],
    pages: dict[int, Page],
    public: dict[int, RegisterEntry],
) -> PlaceState:
    columns = tuple(column.path for column in place.columns.all())
    rows = []
    for key, page in pages.items():
        log = logs.get(key, [])
        events = [row.event() for row in log]
        wanted = bool(columns) and page.path[: -page.steplen] in columns
        entry = public.get(key)
        sheet = judge(events, public_sha256=entry.content_hash if entry else "", is_wanted=wanted)
        if sheet is Sheet.ABSENT and not log:
            continue
        by_key = {row.pk: row for row in log}
        hangs, standing = hanging(events), standing_events(events)
        number = entry.number if entry else log[-1].number
        rows.append(
            SheetRow(
                page=page,
                number=number,
                sheet=sheet,
                posted=by_key[hangs.key] if hangs else None,
                last=by_key[standing[-1].key] if standing else None,
            )
        )
    return PlaceState(place, sorted(rows, key=lambda row: (ORDER.index(row.sheet), row.number)))


def _public_entries():
    return scope().public().filter(bureau=bureaus.current())
