"""An archive for the browser: a page in three versions, one of which it has no longer.

`python -m tests.browser.archive_content` makes it in the county that is being served, once its
static files are collected, and prints the paths of the archive's pages as JSON.
"""

from __future__ import annotations

import json
import sys

import django

BODIES = [
    "<p>占用城市道路按面积和天数收费，每平方米每日0.30元。</p><p>周末不收。</p>",
    "<p>占用城市道路按面积和天数收费，每平方米每日0.25元。</p><p>周末不收。</p>",
    "<p>占用城市道路按面积和小时收费，每平方米每小时0.02元。</p><p>周末、春节不收。</p>",
]


def make_archive() -> dict[str, str]:
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    from disclosure_plugin import bureaus, models
    from disclosure_plugin.snapshots.models import Capture, Snapshot
    from disclosure_plugin.snapshots.public.addresses import archived_address
    from disclosure_plugin.snapshots.requests import request_snapshot
    from disclosure_plugin.snapshots.taking import take_waiting
    from tests.factories import uploads
    from tests.factories.pages import ItemFactory
    from tests.factories.reviews import publish

    with bureaus.activate("jsj"):
        column = models.DisclosureColumnPage.objects.get(title="收费项目和标准")
        document = get_document_model()(title="占用费计算表")
        document.file.save("占用费计算表.pdf", ContentFile(uploads.pdf()))
        item = ItemFactory(
            parent=column,
            title="城市道路占用费的收费标准",
            attachments=[models.ItemAttachment(document=document)],
        )
        for body in BODIES:
            item.body = [("text", body), ("text", "<p>缴费到政务中心3号窗口。</p>" * 8)]
            publish(item)
            request_snapshot(reason=Snapshot.Reason.REQUESTED)
            take_waiting()
        request_snapshot(reason=Snapshot.Reason.NIGHTLY)
        take_waiting()
        captures = Capture.objects.filter(response__page=item.pk).order_by("at")
        first, newest = captures[0], captures.reverse()[0]
        return {
            "calendar": "/archive/",
            "snapshot": f"/archive/snapshots/{first.snapshot_id}/",
            "versions": f"/archive/page/{item.slug}/",
            "compare": f"/archive/page/{item.slug}/compare/?from={first.at:%Y%m%d%H%M%S}",
            "replay": archived_address(first.response.url, first.at),
            "newest": archived_address(newest.response.url, newest.at),
            "missing": "/archive/20200101000000/" + first.response.url,
            "item": item.url,
        }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(make_archive()) + "\n")
