"""The probes of what every bureau has; importing this registers them."""

from . import (  # noqa: F401
    addresses,
    browser,
    caches,
    database,
    due,
    files,
    hosts,
    internal,
    mounts,
    page_cache,
    people,
    processes,
    sessions,
    visits,
)
