"""A year's figures, each with the records it was counted from, as a page keeps them.

A counter gives records; a figure is their sum. What is kept of a record on a public page is its
day, a few words and its part of the sum: never a person. The hash is taken over the records with
their keys, so that any later change shows, also one that leaves the sum as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .canonical import sha256

# More rows than this are listed by month: a page must stay readable on a phone.
MOST_ROWS = 40
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Counted:
    """One record and its part of a figure.

    Attributes:
        key: names the record among all of its source, for ever, such as ``activity 17``.
        on: the day by which it belongs to the year.
        text: what it was, in words that may be public.
        amount: its part; 1 where records themselves are counted.
        address: of the record in the admin; it is neither kept nor hashed.
    """

    key: str
    on: date
    text: str
    amount: Decimal = Decimal(1)
    address: str = ""


class Change(StrEnum):
    """How a figure differs from what was kept of it."""

    NEW = "new"
    GONE = "gone"
    VALUE = "value"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what it was: ``before`` and ``after`` are its values, if it had any."""

    code: str
    change: Change
    before: Decimal | None
    after: Decimal | None


def total(records: Iterable[Counted]) -> Decimal:
    """Return the sum of the records' parts."""
    return sum((record.amount for record in records), Decimal(0))


def fingerprint(records: Iterable[Counted]) -> str:
    """Return the SHA-256 of records, in hexadecimal; their order does not matter."""
    return sha256(
        sorted(
            [record.key, record.on.isoformat(), record.text, number(record.amount)]
            for record in records
        )
    )


def number(value: Decimal) -> str:
    """Write a number with no needless zeros, as it is kept."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def kept(label: str, unit: str, records: Sequence[Counted]) -> dict[str, Any]:
    """Return what a page keeps of a figure, as JSON holds it.

    Args:
        label: what was counted, in the page's language.
        unit: its measure word.
        records: all that were counted, of one year.
    """
    in_order = sorted(records, key=lambda record: (record.on, record.key))
    sums = [Decimal(0)] * MONTHS
    for record in in_order:
        sums[record.on.month - 1] += record.amount
    return {
        "label": label,
        "unit": unit,
        "value": number(total(records)),
        "records": len(in_order),
        "sha256": fingerprint(records),
        "months": [number(one) for one in sums],
        "rows": [
            {"on": record.on.isoformat(), "text": record.text, "amount": number(record.amount)}
            for record in in_order
        ]
        if len(in_order) <= MOST_ROWS
        else [],
    }


def differences(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> list[Difference]:
    """Compare two counts of a year, figure by figure.

    Args:
        before: by code, as :func:`kept` writes them.
        after: the same, counted later; its order is the order of the answer.
    """
    found = []
    for code, now in after.items():
        was = before.get(code)
        if was is None:
            found.append(Difference(code, Change.NEW, None, Decimal(now["value"])))
        elif was["value"] != now["value"]:
            values = Decimal(was["value"]), Decimal(now["value"])
            found.append(Difference(code, Change.VALUE, *values))
        elif was["sha256"] != now["sha256"]:
            value = Decimal(now["value"])
            found.append(Difference(code, Change.RECORDS, value, value))
    gone = [code for code in before if code not in after]
    return found + [
        Difference(code, Change.GONE, Decimal(before[code]["value"]), None) for code in gone
    ]
