"""How often one visitor may ask in a minute.

Redis counts, and may be away: then nobody is counted, and nobody refused.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time

from django.core.cache import cache
from django.http import HttpRequest

from disclosure_plugin.conf import get_settings
from disclosure_plugin.visitor_address import client_address

MINUTE = 60
# One household or company has so much of the IPv6 address to itself.
IPV6_PREFIX = 64


def seconds_to_wait(request: HttpRequest) -> int:
    """Count a request.

    Returns:
        0 if it may be answered; else after how many seconds the next one may be.
    """
    most = get_settings().API_REQUESTS_PER_MINUTE
    address = client_address(request)
    # Without an address everybody would be counted as one.
    if not most or address is None:
        return 0
    now = int(time.time())
    key = f"disclosure-api-asked-{now // MINUTE}-{_network(address)}"
    cache.add(key, 0, MINUTE * 2)
    try:
        asked = cache.incr(key)
    except ValueError:  # it was thrown out of the cache this moment
        return 0
    return 0 if asked <= most else MINUTE - now % MINUTE


def _network(address: str) -> str:
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        network = ip.ipv4_mapped or ipaddress.ip_network((ip, IPV6_PREFIX), strict=False)
        address = str(network)
    # Who asked what is nobody's business, for these two minutes neither.
    return hashlib.sha256(address.encode()).hexdigest()[:32]
