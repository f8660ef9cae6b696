"""Collect the parts of a document while it is read, within limits that hold for all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from disclosure_plugin.documents.parts import (
    DocumentParts,
    NotChecked,
    Part,
    Place,
    Reason,
    TablePart,
    TextPart,
)
from disclosure_plugin.documents.results import MEGABYTE, DocumentRefused, Limits, Refusal

_REASONS: Mapping[Refusal, Reason] = {
    Refusal.NOT_FOUND: Reason.NOT_FOUND,
    Refusal.TOO_LARGE: Reason.TOO_LARGE,
    Refusal.WRONG_CONTENT: Reason.WRONG_CONTENT,
    Refusal.NOT_TEXT: Reason.NOT_TEXT,
    Refusal.UNKNOWN_ENCODING: Reason.NOT_TEXT,
    Refusal.DAMAGED_TEXT: Reason.NOT_TEXT,
    Refusal.PASSWORD_PROTECTED: Reason.PASSWORD_PROTECTED,
    Refusal.DAMAGED: Reason.DAMAGED,
    Refusal.UNPACKS_TOO_LARGE: Reason.UNPACKS_TOO_LARGE,
    Refusal.UNSAFE_XML: Reason.UNSAFE_XML,
}


class Stopped(Exception):
    """A limit of the whole document is reached; what was collected stays."""


class Collector:
    """Takes parts and counts what they cost.

    Attributes:
        limits: of one document, all it packs included.
        bytes_left: how much may still be unpacked.
        files_left: how many packed files may still be opened.
        seconds_left: how long readers in a process of their own may still take, together.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.bytes_left = limits.unpacked_size
        self.files_left = limits.packed_files
        self.seconds_left = limits.seconds
        self._characters_left = limits.checked_characters
        self._parts: list[Part] = []
        self._not_checked: list[NotChecked] = []

    def result(self) -> DocumentParts:
        return DocumentParts(tuple(self._parts), tuple(self._not_checked))

    def add_text(self, place: Place, lines: Iterable[str]) -> None:
        """Take a text, unless it is empty.

        Raises:
            Stopped: there are too many characters.
        """
        text = "\n".join(lines)
        if text.strip():
            self._count(place.file, len(text))
            self._parts.append(TextPart(place, text))

    def add_table(self, place: Place, rows: Mapping[int, Mapping[int, str]]) -> None:
        """Take a table, unless it is empty.

        Args:
            place: where it stands.
            rows: the cells that are not empty, by row and column, both from 1.

        Raises:
            Stopped: there are too many characters.
        """
        columns = sorted({column for cells in rows.values() for column in cells})
        if not columns:
            return
        # A cell in each corner of a sheet would make a table of sixteen thousand million.
        if len(rows) * len(columns) > self.limits.table_cells:
            limit = self.limits.table_cells
            self.leave(place.file, Reason.TOO_MANY_CELLS, limit=limit)
            return
        size = sum(len(text) for cells in rows.values() for text in cells.values())
        self._count(place.file, size)
        self._parts.append(
            TablePart(
                place,
                tuple(
                    tuple(cells.get(column, "") for column in columns)
                    for _number, cells in sorted(rows.items())
                ),
                tuple(sorted(rows)),
                tuple(map(column_name, columns)),
            )
        )

    def add_parts(self, read: DocumentParts) -> None:
        """Take what another process has read."""
        for part in read.parts:
            size = (
                len(part.text)
                if isinstance(part, TextPart)
                else sum(len(cell) for row in part.rows for cell in row)
            )
            self._count(part.place.file, size)
            self._parts.append(part)
        self._not_checked += read.not_checked

    def leave(self, file: str, reason: Reason, **params: str | int) -> None:
        """Say that something was not checked."""
        self._not_checked.append(NotChecked(file, reason, params))

    def refuse(self, file: str, error: DocumentRefused) -> None:
        """Say that a file was not checked, because reading it was refused."""
        reason = _REASONS[error.code]
        if reason is Reason.TOO_LARGE:
            self.leave(file, reason, limit=f"{self.limits.file_size / MEGABYTE:g}")
        else:
            self.leave(file, reason)

    def _count(self, file: str, characters: int) -> None:
        self._characters_left -= characters
        if self._characters_left < 0:
            limit = self.limits.checked_characters
            self.leave(file, Reason.TOO_MANY_CHARACTERS, limit=limit)
            raise Stopped


def column_name(number: int) -> str:
    """Return what spreadsheets call a column, from 1: A, B, … Z, AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
