"""Times in addresses of the archive: 14 digits, UTC, as in the archives of the field."""

from __future__ import annotations

from datetime import UTC, datetime

from disclosure_plugin.archive.rewriting import moment_of
from disclosure_plugin.errors import Refused, gettext_noop


class BadMoment(Refused):
    sentence = gettext_noop(
        "“%(moment)s” is no time. Give 14 digits in UTC, such as 20261126083000."
    )


def parse_moment(text: str) -> datetime:
    """Return the UTC time of 14 digits.

    Raises:
        BadMoment: it is none.
    """
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        raise BadMoment(moment=text[:40])
    try:
        return moment_of(text)
    except ValueError:
        raise BadMoment(moment=text) from None


def written(at: datetime) -> str:
    """Return the 14 digits of a time."""
    return f"{at.astimezone(UTC):%Y%m%d%H%M%S}"
