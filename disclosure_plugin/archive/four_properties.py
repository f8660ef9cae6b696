"""The report of a package's four properties (四性): all items, in their order."""

from disclosure_plugin.archive import authenticity, integrity, safety, usability
from disclosure_plugin.archive.package_checks import Result, Subject, run, unreadable

ITEMS = (*authenticity.ITEMS, *integrity.ITEMS, *usability.ITEMS, *safety.ITEMS)


def check(subject: Subject) -> list[Result]:
    """Check an open package.

    Returns:
        A result for each item.
    """
    return run(subject, ITEMS)


def cannot_be_opened(reason: str) -> list[Result]:
    """Return the report of a file that is no package, or not there."""
    return unreadable(ITEMS, reason)
