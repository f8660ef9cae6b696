"""What was found, where, and why it may pass, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext, pgettext_lazy

from disclosure_plugin.documents import REASON_MESSAGES, Area, Reason
from disclosure_plugin.domain.personal_data import Kind
from disclosure_plugin.domain.personal_data_hits import Hit
from disclosure_plugin.domain.personal_data_overrides import BASIS_SENTENCES, Basis

KIND_NAMES: Mapping[Kind, Any] = {
    Kind.RESIDENT_ID: gettext_lazy("resident ID number"),
    Kind.BANK_CARD: gettext_lazy("bank card number"),
    Kind.MOBILE: gettext_lazy("mobile number"),
    Kind.LANDLINE: gettext_lazy("phone number of a person"),
    Kind.HOME_ADDRESS: gettext_lazy("home address"),
    Kind.HEALTH: gettext_lazy("word on health beside a name"),
    Kind.HARDSHIP: gettext_lazy("word on hardship beside a name"),
    Kind.SECRECY_MARK: gettext_lazy("mark of secrecy"),
    Kind.PLACEHOLDER: gettext_lazy("placeholder that was left open"),
    Kind.WRONG_WORD: gettext_lazy("wrong word"),
}
AREA_NAMES: Mapping[Area, Any] = {
    Area.BODY: "",
    Area.HEADER_OR_FOOTER: gettext_lazy("header or footer"),
    Area.NOTE: pgettext_lazy("part of a document", "note"),
    Area.COMMENT: pgettext_lazy("part of a document", "comment"),
    Area.DELETED: gettext_lazy("deleted text that the file still holds"),
    Area.HIDDEN_SHEET: gettext_lazy("hidden sheet"),
    Area.FORMULA: gettext_lazy("formula"),
    Area.ANNOTATION: pgettext_lazy("part of a document", "annotation"),
    Area.FORM_FIELD: gettext_lazy("form field"),
    Area.PROPERTY: gettext_lazy("properties of the file"),
    Area.OTHER: gettext_lazy("text box, chart, link or the like"),
}
NAMED = 5  # hits in a sentence


def kind_name(kind: Kind | str) -> str:
    """Say what was found."""
    return str(KIND_NAMES[Kind(kind)])


def file_place(hit: Hit) -> str:
    """Say where in a file something stands."""
    places = [str(AREA_NAMES[Area(hit.area)])] if hit.area else []
    if hit.sheet:
        places.append(gettext("sheet “%(sheet)s”") % {"sheet": hit.sheet})
    if hit.page:
        places.append(gettext("page %(page)s") % {"page": hit.page})
    if hit.table and not hit.sheet:
        places.append(gettext("table %(table)s") % {"table": hit.table})
    return _joined([*places, *_row_and_cell(hit)])


def page_place(hit: Hit, field: str, block: str) -> str:
    """Say where in a page something stands.

    Args:
        hit: of a page.
        field: what the editor calls the field.
        block: what the editor calls that kind of block, or "".
    """
    places = [field]
    if hit.block:
        places.append(
            gettext("block %(number)s (%(type)s)") % {"number": hit.block, "type": block}
        )
    return _joined([*places, *_row_and_cell(hit)])


def _row_and_cell(hit: Hit) -> list[str]:
    places = []
    if hit.row:
        places.append(gettext("row %(row)s") % {"row": hit.row})
    if hit.cell:
        places.append(gettext("cell %(cell)s") % {"cell": hit.cell})
    if hit.column:
        places.append(gettext("column “%(column)s”") % {"column": hit.column})
    if hit.paragraph > 1:
        places.append(gettext("paragraph %(paragraph)s") % {"paragraph": hit.paragraph})
    return places


def _joined(places: Iterable[str]) -> str:
    return pgettext("between places", ", ").join(filter(None, places))


def hits_sentence(described: Sequence[tuple[str, str, str]], total: int) -> str:
    """Name the first hits, and how many there are more.

    Args:
        described: kind, masked form and place of each, in the reader's language.
        total: how many there are.
    """
    named = [
        gettext("%(kind)s %(masked)s (%(place)s)") % {"kind": kind, "masked": masked, "place": at}
        for kind, masked, at in described[:NAMED]
    ]
    listed = pgettext("between hits", "; ").join(named)
    more = total - len(named)
    if more <= 0:
        return listed
    return ngettext("%(listed)s; and %(more)s more", "%(listed)s; and %(more)s more", more) % {
        "listed": listed,
        "more": more,
    }


def counts_sentence(kinds: Mapping[str, int]) -> str:
    """Say how many of each kind there are."""
    counts = (f"{kind_name(kind)} × {count}" for kind, count in kinds.items())
    return pgettext("between counts", ", ").join(counts)


def not_checked_sentence(file: str, reason: str, params: Mapping[str, Any]) -> str:
    """Say what of a file was not checked, and what to do."""
    return gettext(REASON_MESSAGES[Reason(reason)]) % {"file": file, **params}


def basis_sentence(basis: str) -> str:
    """Say on what an override rests."""
    return gettext(BASIS_SENTENCES[Basis(basis)])


def basis_choices(bases: Iterable[Basis] = tuple(Basis)) -> list[tuple[str, Any]]:
    """Return bases as a form's choices."""
    return [(basis.value, gettext_lazy(BASIS_SENTENCES[basis])) for basis in bases]
