"""Links to other sites: which are asked tonight, of which addresses, and what an answer means."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

# The same as a browser reaches; other ports are how services inside a network are found.
PORTS = frozenset({80, 443})
# What may be a bad night of the other site is told when it has lasted.
PATIENCE = timedelta(hours=20)
# The content is gone, and says so.
GONE = frozenset({404, 410})
# Who answers so may not like programs; a reader may well see the page.
NOT_FOR_PROGRAMS = frozenset({401, 403, 405, 406, 407, 418, 421, 429, 451, 501, 503, 999})

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Outcome(StrEnum):
    """What came of asking for an address; the values are kept in the database."""

    ALIVE = "alive"
    DEAD = "dead"
    FAILING = "failing"
    SILENT = "silent"
    REFUSED = "refused"


def is_public_address(text: str) -> bool:
    """Say whether an IP address belongs to the public internet.

    A link that an editor writes must not make this server ask its own neighbours: addresses of
    this machine, of private and link-local networks and of clouds' metadata are none, nor are
    those that hold such a one inside (IPv4-mapped, 6to4, Teredo, NAT64).

    Args:
        text: as a resolver gives it; anything else is none.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if (inner := _inside(address)) is not None:
            return is_public_address(str(inner))
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def outcome_of(status: int) -> Outcome:
    """Say what an answer's status means for a reader who follows the link.

    Args:
        status: of HTTP, after redirects.
    """
    if status in GONE:
        return Outcome.DEAD
    if status in NOT_FOR_PROGRAMS:
        return Outcome.SILENT
    return Outcome.ALIVE if status < 400 else Outcome.FAILING


def is_told(outcome: Outcome, *, failing_since: datetime | None, now: datetime) -> bool:
    """Say whether an editor is told of a link.

    Args:
        outcome: of asking last.
        failing_since: since when it has failed without a break (aware); None if it does not.
        now: the moment it is asked at.
    """
    if outcome in (Outcome.DEAD, Outcome.REFUSED):
        return True
    lasted = failing_since is not None and now - failing_since >= PATIENCE
    return outcome is Outcome.FAILING and lasted


def asked_tonight(addresses: Iterable[str], *, a_night: int, a_host: int) -> list[str]:
    """Choose which addresses are asked.

    Args:
        addresses: those that have waited longest first.
        a_night: how many at most.
        a_host: how many of one host at most.
    """
    chosen: list[str] = []
    of_host: Counter[str] = Counter()
    for address in addresses:
        if len(chosen) >= a_night:
            break
        host = urlsplit(address).hostname or ""
        if of_host[host] < a_host:
            of_host[host] += 1
            chosen.append(address)
    return chosen
