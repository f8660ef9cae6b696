"""Ask for a sample of a snapshot's addresses again, through the front door.

A snapshot is taken inside the application. What stands in front of it, a web server, a cache, a
filter, no snapshot sees. So some addresses are asked over HTTP afterwards and compared.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone

from disclosure_plugin.archive.errors import CaptureError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.http import HTTPFetcher
from disclosure_plugin.conf import get_settings

from .capture import USER_AGENT, PublicSite
from .models import Capture, Snapshot

DIFFERENT = "different"
CHANGED = "changed"
UNREACHABLE = "unreachable"


def cross_check(snapshot: Snapshot) -> None:
    """Compare a sample of a complete snapshot with what the front door gives, and note it.

    An address that answers otherwise than in the snapshot is asked inside the application as
    well: when both agree now, the page has changed since, and nothing is wrong.
    """
    front = HTTPFetcher(user_agent=USER_AGENT, front_door=get_settings().SNAPSHOT_FRONT_DOOR)
    site = PublicSite(whole=False)
    sample = _sample(snapshot, get_settings().SNAPSHOT_CROSS_CHECKS)
    _note(snapshot, {capture.pk: _compare(capture, front, site) for capture in sample})


@transaction.atomic
def _note(snapshot: Snapshot, compared: dict[int, dict[str, str] | None]) -> None:
    """Write down what was found, of what was not redacted meanwhile."""
    snapshot = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    left = snapshot.captures.filter(pk__in=compared).order_by("pk").values_list("pk", flat=True)
    answers = [compared[key] for key in left]
    snapshot.cross_check = {
        "at": timezone.now().isoformat(),
        "asked": len(answers),
        "found": [one for one in answers if one],
    }
    snapshot.save(update_fields=["cross_check"])


def _sample(snapshot: Snapshot, size: int) -> list[Capture]:
    """Return so many captures, the same ones each time, other ones of each snapshot."""
    seeded = MD5(Concat(F("response__url_hash"), Cast(Value(snapshot.pk), CharField())))
    captures = Capture.objects.filter(snapshot=snapshot).select_related("response")
    return list(captures.order_by(seeded, "pk")[:size])


def _compare(capture: Capture, front: HTTPFetcher, site: PublicSite) -> dict[str, str] | None:
    """Return what is to be noted of an address; nothing when it answers as in the snapshot."""
    url = capture.response.url
    captured = (capture.response.status, capture.response.sha256)
    try:
        served = front.fetch(url)
    except CaptureError as error:
        return {"url": url, "kind": UNREACHABLE, "said": str(error)}
    if _what(served) == captured:
        return None
    try:
        now = _what(site.fetch(url))
    except CaptureError:
        now = None
    kind = CHANGED if now == _what(served) else DIFFERENT
    return {"url": url, "kind": kind, "said": f"{served.status_line}, SHA-256 {served.sha256}"}


def _what(exchange: Exchange) -> tuple[int, str]:
    return exchange.status, exchange.sha256
