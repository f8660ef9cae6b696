"""Where the entries of the register lead."""

from __future__ import annotations

from disclosure_plugin.queries import register as queries
from disclosure_plugin.queries.register import Scope
from disclosure_plugin.register.models import RegisterEntry

from .addresses import number_address, page_address


def with_links(entries: list[RegisterEntry], scope: Scope) -> list[tuple[RegisterEntry, str]]:
    """Return entries with the absolute addresses of their pages.

    Those of other bureaus are found by their number: their pages are in schemas of their own.

    Args:
        entries: public ones.
        scope: whose entries they are.
    """
    pages = queries.public_pages([one for one in entries if one.bureau == scope.bureau])
    return [
        (
            entry,
            page_address(pages[entry.page])
            if entry.bureau == scope.bureau and entry.page in pages
            else number_address(scope.roots[entry.bureau], entry.number),
        )
        for entry in entries
    ]
