"""The rows of a .csv file, whichever sign parts its cells."""

from __future__ import annotations

import csv
import io

from disclosure_plugin.documents.collecting import Collector
from disclosure_plugin.documents.parts import Area, Place
from disclosure_plugin.documents.plain_text import read_plain_text

_DELIMITERS = ",\t;|，"
_LOOKED_AT = 20  # lines, to tell what parts the cells


def read_csv(collector: Collector, file: str, data: bytes) -> None:
    """Read a table of text.

    Args:
        collector: takes what is read.
        file: the document's name.
        data: UTF-8, UTF-16 with its mark, or GB18030.

    Raises:
        DocumentRefused: it is no text.
        Stopped: a limit is reached.
    """
    text = read_plain_text(data, file).text
    rows, _delimiter = rows_of_csv(text)
    if rows is None:
        collector.add_text(Place(file, Area.BODY), [text])
        return
    cells = {
        number: {column: cell for column, cell in enumerate(row, 1) if cell.strip()}
        for number, row in enumerate(rows, 1)
    }
    collector.add_table(Place(file, Area.BODY), {row: line for row, line in cells.items() if line})


def rows_of_csv(text: str) -> tuple[list[list[str]] | None, str]:
    """Return the rows of a table, None where it is none, and what parts its cells."""
    first_lines = text.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    delimiter = max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in first_lines))
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter)), delimiter
    except csv.Error:  # such as a quotation mark that nobody closed
        return None, delimiter
