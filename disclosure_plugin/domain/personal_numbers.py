"""Find resident ID numbers, bank cards and phone numbers in one text or one cell.

A number is judged by what it is (check characters, a birth date, an issuer), by what is said of
it (a label before it, the header of its column), and by where it stands (a list of persons).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from .bank_cards import CardForm, card_form
from .personal_data_lists import Lists
from .phone_numbers import (
    MOBILE_LENGTHS,
    WHOLE_NUMBER,
    is_allowed,
    is_mobile,
    landlines,
    mobile_digits,
)
from .resident_ids import LENGTH as ID_LENGTH
from .resident_ids import IdForm, id_form
from .value_labels import Label, label_before
from .written_numbers import Group, Written, groups, readings

LENGTHS = MOBILE_LENGTHS | {15, 16, 17, 18, 19}
CARD_GROUP = 4  # digits, as printed on cards
CARD_PREFIX = 6
NAME_REACH = 80  # characters
# Where so many numbers have the length of a kind and most of them are none of it, the others may
# be so by chance: one of eleven running numbers has an ID's check character.
CHANCE_NUMBERS = 5
COMMON_CARD_LENGTHS = (16, 19)
OLD_ID_GROUPS = ((15,), (6, 6, 3))


class NumberKind(StrEnum):
    RESIDENT_ID = "resident_id"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    LANDLINE = "landline"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a text stands.

    Attributes:
        label: what its column is said to hold.
        persons: it is part of a list of persons.
        cell: it is a cell of a table.
    """

    label: Label | None = None
    persons: bool = False
    cell: bool = False


IN_TEXT = Setting()


@dataclass(frozen=True, slots=True)
class Number:
    """A number at ``[start, end)`` of the plain text.

    Attributes:
        sure: nothing about it is in doubt.
        label: what is said of it.
    """

    kind: NumberKind
    start: int
    end: int
    digits: str
    sure: bool
    label: Label | None


class _Rank(IntEnum):
    """Which reading of the same digits is preferred: the lowest."""

    CHECKED = 0
    CHECKED_IN_PARTS = 1
    CHECKED_OVER_LINES = 2
    WHOLE = 3
    IN_PARTS = 4
    OVER_LINES = 5


def find_numbers(
    text: str,
    setting: Setting,
    *,
    lists: Lists,
    names: re.Pattern[str],
    allowed: Collection[str],
    today: date,
) -> list[Number]:
    """Return the numbers of a plain text in its order; none overlaps another.

    Args:
        text: in plain characters.
        setting: where it stands.
        lists: regions and issuers.
        names: of persons.
        allowed: digits of phone numbers that may stand anywhere, such as the bureau's own.
        today: nobody is born later.
    """
    found = groups(text)
    judge = _Judge(text, found, setting, lists, names, today)
    ranked = [
        # A long number may begin with what is a shorter one.
        (rank, -len(reading.digits), reading.start, number)
        for reading in readings(text, found, LENGTHS)
        for rank, number in judge.numbers(reading)
    ]
    taken = bytearray(len(text))
    kept = []
    for *_order, number in sorted(ranked, key=lambda one: one[:3]):
        if not any(taken[number.start : number.end]):
            taken[number.start : number.end] = b"\1" * (number.end - number.start)
            if number.kind is not NumberKind.MOBILE or not is_allowed(number.digits, allowed):
                kept.append(number)
    alone = setting.cell and setting.persons and setting.label is Label.PHONE
    for start, end, digits in landlines(text, alone=alone):
        if not any(taken[start:end]) and not is_allowed(digits, allowed):
            said = label_before(text, start) or setting.label
            if said is not Label.OFFICE_PHONE:
                kept.append(Number(NumberKind.LANDLINE, start, end, digits, False, said))
    return sorted(kept, key=lambda number: number.start)


class _Judge:
    def __init__(
        self,
        text: str,
        found: list[Group],
        setting: Setting,
        lists: Lists,
        names: re.Pattern[str],
        today: date,
    ) -> None:
        self._text, self._found, self._setting = text, found, setting
        self._lists, self._names, self._today = lists, names, today
        self._ids_by_chance = self._ids_are_by_chance()
        self._mobiles_by_chance = self._mobiles_are_by_chance()

    def numbers(self, reading: Written) -> Iterator[tuple[_Rank, Number]]:
        """Yield what a reading is: nothing, or one number with its rank."""
        if self._is_part_of_a_code(reading):
            return
        said = label_before(self._text, reading.start)
        label = said or self._setting.label
        cell = self._text.strip() if self._setting.cell else ""
        whole_cell = cell == self._text[reading.start : reading.end]
        parts = 0 if whole_cell or not reading.joint else 2 if reading.joint == "\n" else 1
        for kind, judged in (
            (NumberKind.RESIDENT_ID, self._resident_id(reading, label)),
            (NumberKind.BANK_CARD, self._bank_card(reading, label)),
        ):
            if judged is not None:
                sure, checked = judged
                rank = (_Rank.CHECKED if checked else _Rank.WHOLE) + parts
                yield _Rank(rank), self._number(kind, reading, reading.digits, sure, label)
                return
        digits = mobile_digits(self._text, self._found, reading)
        if digits is None:
            return
        if reading.joint == "\n" and not (self._setting.cell or self._stands_in_a_list(reading)):
            return
        if said in (Label.OTHER_NUMBER, Label.CARD) or label is Label.OTHER_NUMBER:
            return
        named = label in (Label.PHONE, Label.OFFICE_PHONE) or self._stands_in_a_list(reading)
        if self._mobiles_by_chance and not named:
            return
        number = self._number(NumberKind.MOBILE, reading, digits, True, label)
        yield _Rank(_Rank.WHOLE + parts), number

    def _ids_are_by_chance(self) -> bool:
        """Say whether most numbers that look like an ID fail the check, and nothing names them."""
        forms = [
            id_form(group.digits, group.lost, regions=self._lists.regions, today=self._today)
            for group in self._found
            if len(group.digits) == ID_LENGTH and label_before(self._text, group.start) is None
        ]
        return _is_chance(forms.count(IdForm.FULL), forms.count(IdForm.WRONG_CHECK))

    def _mobiles_are_by_chance(self) -> bool:
        """Say whether most numbers of eleven digits are no mobile numbers."""
        mobiles = [
            is_mobile(group.digits)
            for group in self._found
            if len(group.digits) == WHOLE_NUMBER and label_before(self._text, group.start) is None
        ]
        return _is_chance(mobiles.count(True), mobiles.count(False))

    def _number(
        self, kind: NumberKind, reading: Written, digits: str, sure: bool, label: Label | None
    ) -> Number:
        return Number(kind, reading.start, reading.end, digits, sure, label)

    def _is_part_of_a_code(self, reading: Written) -> bool:
        """Say whether letters follow at once, or it is …/2026-00012 or 第…号."""
        after = self._text[reading.end : reading.end + 3]
        letter = after[:1].isascii() and after[:1].isalpha()
        numbered = after[:1] == "号" and self._text[reading.start - 1 : reading.start] == "第"
        return letter or numbered or (after[:1] == "/" and after[1:3] in ("19", "20"))

    def _resident_id(self, reading: Written, label: Label | None) -> tuple[bool, bool] | None:
        """Return whether it is surely one and whether its check holds; None if it is none."""
        form = id_form(
            reading.digits, reading.lost, regions=self._lists.regions, today=self._today
        )
        named = label is Label.RESIDENT_ID
        if form is None or label is Label.OTHER_NUMBER:
            return None
        if form is IdForm.FULL:
            if named or self._stands_in_a_list(reading):
                return (True, True)
            doubtful = self._follows_letters(reading) or self._ids_by_chance
            return None if doubtful else (True, True)
        if form in (IdForm.STUMP, IdForm.WRONG_CHECK):
            return (False, False) if named else None
        listed = named or (label is None and self._stands_in_a_list(reading))
        if form is IdForm.OLD:
            sizes = tuple(len(one.digits) for one in self._found[reading.first : reading.last])
            parted = sizes in OLD_ID_GROUPS or reading.joint == "\n" or set(sizes) == {1}
            return (True, False) if listed and parted else None
        if listed:
            return (True, False)
        return (False, False) if label is None and reading.joint == "" else None

    def _bank_card(self, reading: Written, label: Label | None) -> tuple[bool, bool] | None:
        """Return whether it is surely one and whether its check holds; None if it is none."""
        form = card_form(reading.digits, reading.lost, issuers=self._lists.issuers)
        named = label is Label.CARD
        if form is None or label is Label.OTHER_NUMBER or self._follows_letters(reading):
            return None
        persons = self._stands_in_a_list(reading)
        if form is CardForm.ISSUED:
            common = len(reading.digits) in COMMON_CARD_LENGTHS
            likely = named or persons or (common and self._looks_printed(reading))
            return (True, common) if likely else None
        if form is CardForm.CHECKED:
            return (True, False) if named and self._setting.persons else None
        if form is CardForm.WRONG_CHECK:
            return (False, False) if named else None
        if named or (persons and label is None):
            return (True, False)
        return (False, False) if label is None and reading.digits.endswith("0000") else None

    def _stands_in_a_list(self, reading: Written) -> bool:
        """Say whether it is part of a list of persons, or not far behind a name.

        Not in the same line only: of a table in a PDF each cell is a line.
        """
        if self._setting.persons or self._setting.cell:
            return self._setting.persons
        first = max(0, reading.start - NAME_REACH)
        return self._names.search(self._text, first, reading.start) is not None

    def _looks_printed(self, reading: Written) -> bool:
        """Say whether several groups are parted as on a card, or by a line's end."""
        sizes = [len(group.digits) for group in self._found[reading.first : reading.last]]
        return (
            len(sizes) == 1
            or all(size == CARD_GROUP for size in sizes[:-1])
            or all(size == 1 for size in sizes)
            or (len(sizes) <= 3 and (sizes[0] >= CARD_PREFIX or reading.joint == "\n"))
        )

    def _follows_letters(self, reading: Written) -> bool:
        before = self._text[max(0, reading.start - 2) : reading.start].rstrip("-")[-1:]
        return before.isascii() and before.isalpha()


def _is_chance(right: int, wrong: int) -> bool:
    return wrong >= CHANCE_NUMBERS and wrong > right
