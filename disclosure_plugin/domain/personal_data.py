"""What must not be published, or should be looked at first, in a text or a table.

Sources: Personal Information Protection Law, Art. 25 (no publication without separate consent),
Art. 28 (sensitive information), Art. 33 and 34 (state organs); Regulation on Open Government
Information (2019), Art. 14 to 17; main points of open government work of the General Office of
the State Council for 2018 (去标识化处理: what identifies a person is taken out before it is made
public). What each kind rests on stands in its own module. How well it finds them is measured:
``make bench-gate``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .home_addresses import addresses
from .masking import HIDDEN_ADDRESS, Masks
from .personal_data_lists import Lists
from .personal_numbers import IN_TEXT, Number, NumberKind, Setting, find_numbers
from .placeholders import find_placeholders
from .sensitive_words import (
    name_pattern,
    secrecy_marks,
    word_pattern,
    words_beside_names,
    wrong_words,
)
from .value_labels import PERSON, Label, header_of, label_before, label_of_column
from .written_numbers import Plain, plain

# One more whenever these rules, or what is read of a page or file, come to find something else:
# what was checked before is checked anew then.
GENERATION = 2
# So many phone numbers in one text or column are a list.
LIST_LENGTH = 3
# So many cells of a column without a header must be names for it to be one of names.
NAMES_SHARE = 0.6
_LIVES = re.compile(
    r".*?(?:家庭住址|住址|现居住在|现住|家住|居住在|居住地|户籍地|户籍所在地|住在)"
)
_HIDDEN = re.compile(r"[*＊]+")


class Kind(StrEnum):
    """What was found."""

    RESIDENT_ID = "resident_id"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    HOME_ADDRESS = "home_address"
    HEALTH = "health"
    HARDSHIP = "hardship"
    SECRECY_MARK = "secrecy_mark"
    PLACEHOLDER = "placeholder"
    WRONG_WORD = "wrong_word"


MASKED_KINDS = frozenset(
    {Kind.RESIDENT_ID, Kind.BANK_CARD, Kind.MOBILE, Kind.LANDLINE, Kind.HOME_ADDRESS}
)


class Severity(StrEnum):
    """Whether it keeps a page from being published, or somebody should look at it."""

    BLOCKS = "blocks"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Rules:
    """By what is judged.

    Attributes:
        lists: regions, issuers, words.
        today: nobody is born later.
        allowed_numbers: phone numbers that may stand anywhere, such as the bureau's own; written
            as people do, those of landlines with their area code.
        wrong_words: each with its right form.
        masks: what may stay of a number.
    """

    lists: Lists
    today: date
    allowed_numbers: Collection[str] = ()
    wrong_words: Mapping[str, str] = field(default_factory=dict)
    masks: Masks = field(default_factory=Masks)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: ``[start, end)`` of the text, or of the cell.

    Attributes:
        paragraph: the line of the text, from 1; 0 in a table.
        row: of the table, from 1; 0 in a text.
        column: of the table, from 1; 0 in a text.
        column_name: what the table's header calls the column, or "".
    """

    start: int
    end: int
    paragraph: int = 0
    row: int = 0
    column: int = 0
    column_name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found.

    Attributes:
        masked: what it says, in a form that may be shown.
    """

    kind: Kind
    severity: Severity
    spot: Spot
    masked: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding of a text that does not know its place in a document yet."""

    kind: Kind
    severity: Severity
    start: int
    end: int
    masked: str


def scan_text(text: str, rules: Rules) -> tuple[Finding, ...]:
    """Return what stands in a text, in its order.

    Args:
        text: paragraphs are lines.
        rules: by what is judged.
    """
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return tuple(
        Finding(
            one.kind,
            one.severity,
            Spot(one.start, one.end, paragraph=bisect_right(line_starts, one.start)),
            one.masked,
        )
        for one in _Scan(rules).text(text)
    )


def scan_table(
    rows: Sequence[Sequence[str]], rules: Rules, *, heads_known: bool = False
) -> tuple[Finding, ...]:
    """Return what stands in a table, row by row.

    Args:
        rows: the cells of each row; rows may differ in length.
        rules: by what is judged.
        heads_known: whether the first row and no other are the heads of the columns; otherwise
            they are looked for.
    """
    return tuple(_Scan(rules).table(rows, heads_known=heads_known))


def mask_text(text: str, rules: Rules) -> str:
    """Return a text in which numbers and addresses are masked; a scan finds none of them in it.

    What is said in words (health, marks, placeholders, wrong words) stays.
    """
    scan = _Scan(rules)
    while found := [one for one in scan.text(text) if one.kind in MASKED_KINDS]:
        for one in reversed(found):
            text = f"{text[: one.start]}{one.masked}{text[one.end :]}"
    return text


class _Scan:
    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._allowed = {
            "".join(char for char in plain(number).text if char.isdigit())
            for number in rules.allowed_numbers
        }
        self._names = name_pattern(rules.lists.surnames)
        self._sensitive = (
            (Kind.HEALTH, word_pattern(rules.lists.health)),
            (Kind.HARDSHIP, word_pattern(rules.lists.hardship)),
        )

    def text(self, text: str) -> list[_Found]:
        known = plain(text)
        numbers = self._numbers(known, IN_TEXT)
        mobiles = sum(number.kind is NumberKind.MOBILE for number in numbers)
        named_lines = self._landlines_beside_names(known.text, numbers)
        found = [
            self._number(known, number, listed=mobiles >= LIST_LENGTH)
            for number in numbers
            if number.kind is not NumberKind.LANDLINE
            or (len(named_lines) >= LIST_LENGTH and number in named_lines)
        ]
        found += self._addresses_in_text(known)
        for kind, words in self._sensitive:
            for start, end in words_beside_names(known.text, words, self._names):
                found.append(self._word(known, kind, Severity.LOOK, start, end))
        found += self._marks(text, known)
        return sorted(found, key=lambda one: (one.start, one.end))

    def table(
        self, rows: Sequence[Sequence[str]], *, heads_known: bool = False
    ) -> Iterator[Finding]:
        cells = [[plain(cell) for cell in row] for row in rows]
        written = [[cell.text for cell in row] for row in cells]
        header_rows, names = (1, written[0]) if heads_known else header_of(written)
        labels = [label_of_column(name) for name in names]
        values = cells[header_rows:]
        persons = any(PERSON.search(name) for name in names) or self._has_names(values)
        settings = [Setting(label, persons=persons, cell=True) for label in labels]
        numbers = [
            [self._numbers(cell, settings[column]) for column, cell in enumerate(row)]
            for row in cells
        ]
        listed = _columns_with_mobiles(numbers, len(names))
        for row, line in enumerate(cells):
            for column, cell in enumerate(line):
                in_list = persons or column in listed
                found = [
                    self._number(cell, number, listed=in_list)
                    for number in numbers[row][column]
                    if number.kind is not NumberKind.LANDLINE or persons
                ]
                if row >= header_rows:
                    found += self._cell_words(cell, settings[column], named=bool(names[column]))
                found += self._marks(rows[row][column], cell)
                for one in sorted(found, key=lambda one: (one.start, one.end)):
                    spot = Spot(
                        one.start, one.end, row=row + 1, column=column + 1,
                        column_name=names[column],
                    )  # fmt: skip
                    yield Finding(one.kind, one.severity, spot, one.masked)

    def _numbers(self, text: Plain, setting: Setting) -> list[Number]:
        return find_numbers(
            text.text,
            setting,
            lists=self._rules.lists,
            names=self._names,
            allowed=self._allowed,
            today=self._rules.today,
        )

    def _number(self, text: Plain, number: Number, *, listed: bool) -> _Found:
        masks = self._rules.masks
        keep = {
            NumberKind.RESIDENT_ID: masks.resident_id,
            NumberKind.BANK_CARD: masks.bank_card,
            NumberKind.MOBILE: masks.mobile,
            NumberKind.LANDLINE: masks.landline,
        }[number.kind]
        blocks = number.sure
        if number.kind is NumberKind.MOBILE:
            blocks = listed and number.label is not Label.OFFICE_PHONE
        return _Found(
            Kind(number.kind.value),
            Severity.BLOCKS if blocks else Severity.LOOK,
            *text.source_span(number.start, number.end),
            keep.masked(number.digits),
        )

    def _landlines_beside_names(self, text: str, numbers: list[Number]) -> list[Number]:
        beside = []
        for number in numbers:
            if number.kind is NumberKind.LANDLINE:
                first = text.rfind("\n", 0, number.start) + 1
                if self._names.search(text[first : number.start]):
                    beside.append(number)
        return beside

    def _addresses_in_text(self, text: Plain) -> Iterator[_Found]:
        for line in re.finditer(r"[^\n]+", text.text):
            for start, end, kept in addresses(line.group()):
                lives = _LIVES.match(line.group(), start, start + max(kept, 12))
                if lives or label_before(line.group(), start) is Label.HOME_ADDRESS:
                    first = lives.end() if lives else start
                    place = line.start()
                    keep = max(0, start + kept - first)
                    yield self._address(
                        text, place + first, place + end, keep, severity=Severity.LOOK
                    )

    def _address(
        self, text: Plain, start: int, end: int, kept: int, *, severity: Severity
    ) -> _Found:
        masked = f"{text.text[start : start + kept]}{HIDDEN_ADDRESS}"
        return _Found(Kind.HOME_ADDRESS, severity, *text.source_span(start, end), masked)

    def _cell_words(self, cell: Plain, setting: Setting, *, named: bool) -> Iterator[_Found]:
        """Yield addresses and sensitive words of a cell in a list of persons."""
        if not setting.persons:
            return
        if setting.label is Label.HOME_ADDRESS or not named:
            severity = Severity.BLOCKS if named else Severity.LOOK
            for start, end, kept in addresses(cell.text.replace("\n", " ")):
                yield self._address(cell, start, end, kept, severity=severity)
        for kind, words in self._sensitive:
            for match in words.finditer(cell.text):
                yield self._word(cell, kind, Severity.LOOK, *match.span())

    def _marks(self, source: str, text: Plain) -> Iterator[_Found]:
        """Yield secrecy marks, placeholders and wrong words; places are the source's."""
        for start, end, forbids in secrecy_marks(text.text):
            severity = Severity.BLOCKS if forbids else Severity.LOOK
            yield self._word(text, Kind.SECRECY_MARK, severity, start, end)
        for gap in find_placeholders(source):
            if not _HIDDEN.fullmatch(gap.written):  # asterisks are masks here
                yield _Found(Kind.PLACEHOLDER, Severity.LOOK, gap.start, gap.end, gap.written)
        for start, end in wrong_words(source, self._rules.wrong_words):
            yield _Found(Kind.WRONG_WORD, Severity.LOOK, start, end, source[start:end])

    def _word(self, text: Plain, kind: Kind, severity: Severity, start: int, end: int) -> _Found:
        return _Found(kind, severity, *text.source_span(start, end), text.text[start:end])

    def _has_names(self, rows: Sequence[Sequence[Plain]]) -> bool:
        """Say whether a column without a header holds names."""
        columns: dict[int, list[bool]] = {}
        for row in rows:
            for column, cell in enumerate(row):
                if value := cell.text.strip():
                    is_name = self._names.fullmatch(value) is not None
                    columns.setdefault(column, []).append(is_name)
        return any(
            len(names) >= LIST_LENGTH and sum(names) >= NAMES_SHARE * len(names)
            for names in columns.values()
        )


def _columns_with_mobiles(numbers: list[list[list[Number]]], width: int) -> set[int]:
    """Return the columns that hold a list of phone numbers."""
    counts = [0] * width
    for row in numbers:
        for column, found in enumerate(row):
            counts[column] += sum(number.kind is NumberKind.MOBILE for number in found)
    return {column for column, count in enumerate(counts) if count >= LIST_LENGTH}
