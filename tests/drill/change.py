"""Change a page of a bureau, publish it, and ask for a snapshot of the whole site.

In one transaction: else the snapshot of what changed could be taken before, and the one of the
whole site would refer to it. Runs in the environment of the county's processes, and prints the
address of the page.
"""

from __future__ import annotations

import sys

import django


def main(bureau: str) -> None:
    django.setup()
    from django.db import transaction

    from disclosure_plugin import bureaus
    from disclosure_plugin.models import DisclosureItemPage
    from disclosure_plugin.site.addresses import page_address
    from disclosure_plugin.snapshots.models import Snapshot
    from disclosure_plugin.snapshots.requests import request_snapshot
    from tests.factories.reviews import publish

    with bureaus.activate(bureau), transaction.atomic():
        page = DisclosureItemPage.objects.live().order_by("path").first()
        if page is None:
            sys.exit(f"{bureau} has no public item that could be changed.")
        page = page.get_latest_revision_as_object()
        page.abstract = f"{page.abstract}（本次演练更新）"
        publish(page)
        request_snapshot(reason=Snapshot.Reason.REQUESTED)
        print(page_address(page))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
