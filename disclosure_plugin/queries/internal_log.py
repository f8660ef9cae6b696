"""Check the private log of the current bureau against what is in its internal register."""

from __future__ import annotations

import json
from collections import Counter

from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import InternalLogEntry, InternalVersion
from disclosure_plugin.models.internal_log import verify

DISCLOSED = "item.disclosed"


class VersionNotLogged(Refused):
    """A version was disclosed that the log does not tell of."""

    sentence = gettext_noop(
        "The internal register holds a version of %(number)s that the log of internal "
        "disclosure does not tell of: entries at its end are missing, or the version was put in "
        "past the door."
    )


def check_internal_log() -> tuple[int, str]:
    """Check the chain, and that it tells of every version that was disclosed.

    Returns:
        how many entries there are, and the hash of the last.

    Raises:
        ChainBroken: an entry is not what was written, or one is missing.
        VersionNotLogged: a version was disclosed of which the log says nothing.
    """
    found = verify()
    told: Counter[tuple[str, str]] = Counter()
    rows = InternalLogEntry.objects.filter(kind=DISCLOSED).values_list("content", flat=True)
    for content in rows.iterator(chunk_size=2000):
        said = json.loads(content)
        told[said["subject"], said["hashes"]["content"]] += 1
    for version in InternalVersion.objects.select_related("entry").order_by("pk"):
        subject = version.entry.short_id, version.content_hash
        if not told[subject]:
            raise VersionNotLogged(number=version.entry.number)
        told[subject] -= 1
    return found
