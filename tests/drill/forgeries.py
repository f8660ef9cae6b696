"""Which forgery must be found by which check, and which checks let it pass.

That some let it pass is said on purpose: whoever relies on these alone is deceived.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import tampering
from .tampering import Forge


@dataclass(frozen=True)
class Forgery:
    """A forged package.

    Attributes:
        letter: as in the guide for archivists; the last two are no part of it.
        what: was done.
        forge: does it.
        found_by: numbers of the checks that must refuse it.
        passes: numbers of those that must accept it.
    """

    letter: str
    what: str
    forge: Forge
    found_by: tuple[str, ...]
    passes: tuple[str, ...]


FORGERIES = (
    Forgery(
        "a",
        "one byte of a WARC file flipped",
        tampering.flip_a_byte,
        found_by=("1", "2", "3", "4", "9"),
        passes=("5", "9′"),
    ),
    Forgery(
        "b",
        "a page rewritten; all digests, index, manifest, list of files made anew",
        tampering.rewrite_a_page,
        found_by=("9", "9′"),
        passes=("1", "2", "3", "4", "5", "6", "8"),
    ),
    Forgery(
        "b′",
        "the same, and the log's entry in the package too",
        tampering.rewrite_a_page_and_its_entry,
        found_by=("9", "9′"),
        passes=("1", "2", "3", "4", "5", "6", "8"),
    ),
    Forgery(
        "c",
        "the list of pages removed and delisted",
        tampering.remove_the_pages,
        found_by=("4", "9"),
        passes=("1", "2", "3", "5"),
    ),
    Forgery(
        "d",
        "a row dropped from the manifest, list of files made anew",
        tampering.drop_a_row,
        found_by=("9", "9′"),
        passes=("1", "2", "3", "4", "5", "8"),
    ),
    Forgery(
        "e",
        "a digit of the checkpoint changed, list of files made anew",
        tampering.change_a_digit,
        found_by=("9", "9′"),
        passes=("1", "2", "3", "4", "5", "8"),
    ),
    Forgery(
        "g",
        "a file added that is not listed",
        tampering.add_a_file,
        found_by=("4", "9"),
        passes=("3", "5", "8"),
    ),
    Forgery(
        "–",
        "datapackage.json with another title, the hash beside it left",
        tampering.change_the_title,
        found_by=("4", "5", "9"),
        passes=("1", "2"),
    ),
    Forgery(
        "–",
        "the file as it is stored, without the first responses",
        tampering.as_stored,
        found_by=("6", "7", "8", "9"),
        passes=("1", "2", "3", "4", "5"),
    ),
)
