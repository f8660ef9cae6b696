"""Let a third party stamp the time on signed states of the logs, once a day (RFC 3161).

Not done by the signing worker, which has the keys and waits for nobody. An authority that is
away is asked again by the next question; nothing else waits for it.
"""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from cryptography.x509 import Certificate
from django.utils import timezone

from disclosure_plugin.archive.time_stamps import (
    Stamp,
    StampError,
    read_roots,
    request_for,
    verify_stamp,
)
from disclosure_plugin.conf import get_settings
from disclosure_plugin.errors import DisclosureError

from .models import Log, LogCheckpoint
from .signing import newest
from .time_stamps import LogTimeStamp

logger = logging.getLogger("disclosure_plugin.register")

SECONDS = 10
LONGEST = 1 << 20  # bytes of an answer
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class NoAuthority(DisclosureError):
    """The authority cannot be asked; the sentence says why."""


def stamp_all(*, now: datetime | None = None) -> int:
    """Have the newest signed state of each open log stamped that has no stamp of today.

    Args:
        now: the moment, for its day by the county's clock; None: now.

    Returns:
        how many were stamped; none without an authority.

    Raises:
        NoAuthority: it cannot be reached, or whom to trust is not said. What was stamped before
            that is kept.
    """
    address = get_settings().TSA_URL
    if not address:
        return 0
    roots = trusted()
    if not roots:
        raise NoAuthority(
            "DISCLOSURE['TSA_CERTIFICATES'] names no file with the certificates of the authority: "
            "a stamp that nobody can verify is not asked for."
        )
    done = 0
    for log in Log.objects.filter(closed_at=None).order_by("pk"):
        state = _to_stamp(log, timezone.localdate(now))
        if state is not None:
            done += _stamp(state, address, roots)
    return done


def trusted() -> list[Certificate]:
    """Return the certificates of ``DISCLOSURE["TSA_CERTIFICATES"]``; none if no file is named.

    Raises:
        NoAuthority: the file cannot be read, or holds none.
    """
    name = get_settings().TSA_CERTIFICATES
    if not name:
        return []
    try:
        return read_roots(Path(name).read_bytes())
    except (OSError, StampError) as error:
        raise NoAuthority(f"{name}: {error}") from error


def is_valid(stamp: LogTimeStamp) -> bool | None:
    """Verify a kept stamp again; None when it is not said whom to trust."""
    try:
        roots = trusted()
    except NoAuthority:
        return None
    if not roots:
        return None
    try:
        verify_stamp(bytes(stamp.response), stamp.checkpoint.note, roots)
    except StampError:
        return False
    return True


def _to_stamp(log: Log, today: date) -> LogCheckpoint | None:
    state = newest(log)
    stamped = LogTimeStamp.objects.filter(checkpoint__log=log)
    last = stamped.order_by("-checkpoint__size").first()
    if state is None or (last is not None and timezone.localdate(last.stored_at) >= today):
        return None
    if last is not None and last.checkpoint_id == state.pk:
        return None  # nothing has happened since
    return state


def _stamp(state: LogCheckpoint, address: str, roots: Sequence[Certificate]) -> int:
    request = request_for(state.note)
    try:
        stamp: Stamp = verify_stamp(
            ask(address, request.as_bytes()), state.note, roots, request=request
        )
    except StampError as error:
        logger.error("No time stamp for %s: %s", state, error)
        return 0
    _row, made = LogTimeStamp.objects.get_or_create(
        checkpoint=state,
        defaults={"response": stamp.response, "at": stamp.at, "authority": address[:300]},
    )
    return int(made)


def ask(address: str, query: bytes) -> bytes:
    """Send a request to the authority.

    Args:
        address: http or https.

    Raises:
        NoAuthority: it cannot be reached, or answers something else.
    """
    if not address.startswith(("http://", "https://")):
        raise NoAuthority(f"{address!r} is no address of a time stamping authority.")
    asked = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        address, data=query, headers={"Content-Type": QUERY, "Accept": REPLY}
    )
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
            content: bytes = answer.read(LONGEST)
    except (OSError, ValueError) as error:
        raise NoAuthority(f"{address} cannot be asked: {error}") from error
    return content
