"""The screen that shows the room, and the files in a snapshot."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile

from disclosure_plugin import models
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.snapshots.capture import PublicSite, start_addresses
from tests.factories.pages import ItemFactory
from tests.factories.uploads import DocumentFactory, ImageFactory, pdf, picture
from tests.factories.users import UserFactory, sign_in

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("files")]
SCREEN = "/admin/disclosure/files/"


def test_the_screen_shows_what_is_used_and_by_what(settings):
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    empty = BeautifulSoup(editor.get(SCREEN).content, "html.parser")
    assert empty.select_one("progress")["value"] == "0"
    assert empty.select("main table") == []
    big = DocumentFactory(title="预算", data=pdf("x" * 3000))
    big.file = ContentFile(pdf("y" * 3000), name="list.pdf")
    big.save()
    image = ImageFactory(title="平面图")
    used = 2 * len(pdf("x" * 3000)) + len(picture())
    settings.DISCLOSURE = {**settings.DISCLOSURE, "UPLOAD_QUOTAS": {"jsj": used + 10}}
    ItemFactory(attachments=[models.ItemAttachment(document=big)], published=True)
    shown = BeautifulSoup(editor.get(SCREEN).content, "html.parser")
    assert (shown.select_one("progress")["value"], shown.select_one("progress")["max"]) == (
        str(used),
        str(used + 10),
    )
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")][:4:2]
        for row in shown.select("main tbody tr")
    ]
    assert rows == [["预算", "2"], ["平面图", "1"]]
    links = [row.a["href"] for row in shown.select("main tbody tr")]
    assert links == [f"/admin/documents/edit/{big.pk}/", f"/admin/images/{image.pk}/"]
    assert shown.select(".help-warning")
    reviewer = sign_in(UserFactory(role=REVIEWERS), "jsj.localhost")
    assert reviewer.get(SCREEN).status_code == 302
    assert "预算" not in reviewer.get(SCREEN, follow=True).text


@pytest.mark.parametrize("prefix", ["", "/_media/"])
def test_a_snapshot_holds_the_files_of_its_pages(
    settings, static_files, keep_the_test_transaction, prefix
):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "MEDIA_ACCEL_PREFIX": prefix}
    document = DocumentFactory()
    draft = DocumentFactory(data=pdf("draft"))
    image = ImageFactory()
    ItemFactory(
        attachments=[models.ItemAttachment(document=document)],
        body=[("image", image)],
        published=True,
    )
    ItemFactory(attachments=[models.ItemAttachment(document=draft)])
    answers = everything_captured()
    files = {url: one for url, one in answers.items() if "/media/" in url}
    names = {f"http://jsj.localhost:8000{copy.url}" for copy in models.PublicFile.objects.all()}
    assert files.keys() == names
    assert len(names) == 2
    assert pdf() in {one.payload for one in files.values()}
    assert {one.status for one in files.values()} == {200}
    assert not any("/uploads/" in url for url in answers)


def everything_captured() -> dict[str, Exchange]:
    """The bureau's public site as a snapshot of the whole of it walks over it."""
    site = PublicSite(whole=True)
    waiting = [one.url for one in start_addresses([], whole=True)]
    answers: dict[str, Exchange] = {}
    while waiting:
        exchange = site.fetch(waiting.pop())
        answers[exchange.url] = exchange
        waiting += {url for url in site.leads_to(exchange) if url not in answers}
    return answers
