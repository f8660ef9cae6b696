"""Who gets which file at which address."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions import public_files
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.models import BureauHomePage
from disclosure_plugin.register.models import RegisterEntry
from tests.factories.pages import ItemFactory
from tests.factories.reviews import publish
from tests.factories.uploads import DocumentFactory, ImageFactory, pdf, picture
from tests.factories.users import UserFactory, sign_in

from .conftest import body, in_public, status

pytestmark = pytest.mark.usefixtures("files")


def item_with(*documents, image=None, link=None, published=True, **more):
    body_blocks = [{"type": "text", "value": "<p>占用城市道路按面积和天数收费。</p>"}]
    if link:
        html = f'<p><a linktype="document" id="{link.pk}">全文</a></p>'
        body_blocks.append({"type": "text", "value": html})
    if image:
        value = {"image": image.pk, "decorative": False, "alt_text": "平面图"}
        body_blocks.append({"type": "image", "value": value})
    return ItemFactory(
        body=json.dumps(body_blocks),
        attachments=[models.ItemAttachment(document=document) for document in documents],
        published=published,
        **more,
    )


def addresses(client: Client, page) -> list[str]:
    """Addresses of files on a page as it is served."""
    answer = client.get(page.url)
    assert answer.status_code == 200
    return re.findall(r'(?:href|src)="(/(?:media|uploads|documents)/[^"]+)"', answer.text)


def public_address(data: bytes, name: str) -> str:
    digest = hashlib.sha256(data).hexdigest()
    return f"/media/{digest[:2]}/{digest}/{name}"


def every_address(upload) -> list[str]:
    """All addresses at which somebody might try a document or image."""
    name = upload.file.name
    digest = name.split("/")[2]
    file_name = name.rsplit("/", 1)[1]
    found = [
        f"/media/{name}",
        f"/media/{digest[:2]}/{digest}/{file_name}",
        f"/uploads/{name}",
        f"/uploads/../private/jsj/{name}",
        f"/media/../private/jsj/{name}",
        f"/media/../../private/jsj/{name}",
        f"/documents/{upload.pk}/{file_name}",
    ]
    if hasattr(upload, "get_rendition"):
        rendition = upload.get_rendition("max-1440x1440")
        found += [rendition.url, f"/media/{rendition.file.name}"]
    return found


@pytest.mark.parametrize("host", ["jsj.localhost", "czj.localhost"])
def test_nobody_gets_a_draft_file_at_any_address(host):
    document, image = DocumentFactory(), ImageFactory()
    item_with(document, image=image, published=False)
    tried = [*every_address(document), *every_address(image)]
    assert in_public() == []
    visitors = [Client(headers={"host": host})]
    if host == "czj.localhost":
        with bureaus.activate("czj"):
            visitors.append(sign_in(UserFactory(role=EDITORS), host))
    for visitor in visitors:
        assert {path: status(visitor, path) for path in tried} == dict.fromkeys(tried, 404)


def test_who_may_choose_a_file_gets_it_and_others_do_not(anonymous):
    document, image = DocumentFactory(), ImageFactory()
    reviewer = sign_in(UserFactory(role=REVIEWERS), "jsj.localhost")
    former = UserFactory(role=EDITORS)
    nobody = sign_in(former, "jsj.localhost")
    for upload, data in ((document, pdf()), (image, picture())):
        answer = reviewer.get(upload.file.url)
        assert (answer.status_code, body(answer)) == (200, data)
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
    for nowhere in ("/uploads/%00", "/media/a%00.pdf"):
        assert status(reviewer, nowhere) == 404
    answer = reviewer.get(document.file.url)
    assert body(answer) == pdf()
    assert answer["Content-Disposition"] == 'attachment; filename="list.pdf"'
    # Without a group there is no permission, though the account may still be signed in.
    former.groups.clear()
    for path in (*every_address(document), *every_address(image)):
        assert status(nobody, path) == 404
    assert anonymous.post(document.file.url).status_code in (403, 405)


def test_files_of_any_page_that_is_scheduled_wait_with_it(anonymous):
    image = ImageFactory()
    page = BureauHomePage(title="新门户", slug="new", emblem=image, live=False)
    Page.objects.get(depth=1).add_child(instance=page)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert Page.objects.get(pk=page.pk).scheduled_revision is not None
    shown = models.PublicUse.objects.filter(page=page)
    assert not shown.exists()
    assert {status(anonymous, address) for address in every_address(image)} == {404}
    page.go_live_at = None
    page.save_revision().publish()
    assert [one.version.object_id for one in shown.all()] == [str(image.pk)]


def test_a_published_file_stands_at_an_address_that_says_its_bytes(anonymous):
    data = pdf("published")
    document, linked, image = (
        DocumentFactory(data=data, name="收费 目录（2026）.pdf"),
        DocumentFactory(data=pdf("linked"), name="full.pdf"),
        ImageFactory(data=picture("blue", (2000, 20), "JPEG", exif=gps()), name="plan.jpg"),
    )
    page = item_with(document, link=linked, image=image)
    full, picture_address, attached = addresses(anonymous, page)
    assert addresses(anonymous, page) == [full, picture_address, attached]
    assert full == public_address(pdf("linked"), "full.pdf")
    answer = anonymous.get(attached)
    assert (answer.status_code, body(answer)) == (200, data)
    assert answer["Cache-Control"] == "public, max-age=31536000, s-maxage=0, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    again = anonymous.get(attached, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert again["Content-Security-Policy"] == "default-src 'none'; sandbox"
    shown = anonymous.get(picture_address)
    data = body(shown)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert picture_address == public_address(data, "plan.max-1440x1440.jpg")
    assert b"Exif" not in data
    # The original with the place in it stays with the editors.
    assert status(anonymous, image.file.url) == 404
    assert len(in_public()) == 3
    # Another name for the same bytes is no address.
    assert status(anonymous, attached.replace(".pdf", ".html")) == 404
    for method in (anonymous.post, anonymous.put, anonymous.delete):
        assert method(full).status_code == 405
    with bureaus.activate("czj"):
        assert status(Client(headers={"host": "czj.localhost"}), full) == 404


def gps() -> bytes:
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 0.0)
    exif[0x010F] = "camera"
    return exif.tobytes()


def test_a_published_page_keeps_its_version_until_it_is_published_again(
    anonymous, django_capture_on_commit_callbacks
):
    old, new = pdf("old"), pdf("new")
    document = DocumentFactory(data=old)
    page = item_with(document)
    first = public_address(old, "list.pdf")
    assert addresses(anonymous, page) == [first]
    editor = UserFactory(role=EDITORS, first_name="李梅")
    document.uploaded_by_user = editor
    document.save()
    client = sign_in(editor, "jsj.localhost")
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {
        "title": "收费目录清单",
        "file": SimpleUploadedFile("list.pdf", new, "application/pdf"),
        "collection": document.collection_id,
        "tags": "",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/admin/documents/edit/{document.pk}/", form).status_code == 302
    document.refresh_from_db()
    versions = list(document.versions())
    assert [(one.number, one.made_by, one.size) for one in versions] == [
        (2, editor, len(new)),
        (1, None, len(old)),
    ]
    assert [one.sha256 for one in versions] == [
        hashlib.sha256(data).hexdigest() for data in (new, old)
    ]
    with versions[1].open() as kept:
        assert kept.read() == old
    assert addresses(anonymous, page) == [first]
    assert status(anonymous, public_address(new, "list.pdf")) == 404
    assert status(anonymous, f"/uploads/{versions[0].file.name}") == 404
    with django_capture_on_commit_callbacks(execute=True):
        publish(page)
    assert addresses(anonymous, page) == [public_address(new, "list.pdf")]
    assert status(anonymous, first) == 404
    assert in_public() == [public_address(new, "list.pdf").removeprefix("/media/")]


def test_a_picture_that_is_replaced_is_shown_as_it_was_published(anonymous):
    image = ImageFactory(data=picture("red"))
    page = item_with(image=image)
    (before,) = addresses(anonymous, page)
    from django.core.files.base import ContentFile

    image.file = ContentFile(picture("green"), name="plan.png")
    image.save()
    assert addresses(anonymous, page) == [before]
    publish(page)
    (after,) = addresses(anonymous, page)
    assert after != before
    assert status(anonymous, before) == 404


def test_bytes_go_when_the_last_page_that_shows_them_goes(
    anonymous, django_capture_on_commit_callbacks
):
    one, other = DocumentFactory(title="甲"), DocumentFactory(title="乙")
    first, second = item_with(one), item_with(other)
    address = public_address(pdf(), "list.pdf")
    assert addresses(anonymous, first) == addresses(anonymous, second) == [address]
    with django_capture_on_commit_callbacks(execute=True):
        first.unpublish()
    assert status(anonymous, address) == 200
    second.unpublish()
    # The bytes are still there; whether they are served is the transaction's.
    assert in_public() == [address.removeprefix("/media/")]
    assert status(anonymous, address) == 404
    with django_capture_on_commit_callbacks(execute=True):
        publish(second)
        second.unpublish()
    assert in_public() == []
    assert models.PublicFile.objects.count() == models.PublicUse.objects.count() == 0
    assert [version.number for version in one.versions()] == [1]


def test_files_of_a_page_not_for_everybody_are_not_for_everybody(anonymous):
    document = DocumentFactory()
    item_with(document, restriction={"restriction_type": PageViewRestriction.LOGIN})
    address = public_address(pdf(), "list.pdf")
    assert status(anonymous, address) == 404
    colleague = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    answer = colleague.get(address)
    assert (answer.status_code, body(answer)) == (200, pdf())
    assert "no-store" in answer["Cache-Control"]
    item_with(document)
    assert status(anonymous, address) == 200


def test_a_document_of_a_private_collection_stays_private(anonymous):
    collection = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    document = DocumentFactory(collection=collection)
    page = item_with(document)
    assert in_public() == []
    assert addresses(anonymous, page) == [document.file.url]
    assert status(anonymous, document.file.url) == 404


def test_the_preview_of_a_draft_shows_the_drafts_files(anonymous):
    image = ImageFactory()
    page = item_with(DocumentFactory(), image=image, published=False)
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    answer = editor.get(f"/admin/pages/{page.pk}/view_draft/")
    shown = re.findall(r'(?:href|src)="(/uploads/[^"]+)"', answer.text)
    assert len(shown) == 2
    for path in shown:
        assert status(editor, path) == 200
        assert status(anonymous, path) == 404
    assert in_public() == []


def test_nothing_public_is_left_of_a_publication_that_is_rolled_back(anonymous):
    from django.db import transaction

    page = item_with(DocumentFactory(), published=False)
    with transaction.atomic():
        publish(page)
        transaction.set_rollback(True)
    assert in_public() == [public_address(pdf(), "list.pdf").removeprefix("/media/")]
    assert anonymous.get(public_address(pdf(), "list.pdf")).status_code == 404
    swept = public_files.sweep()
    assert (swept.files_removed, swept.files_restored) == (1, 0)
    assert in_public() == []
    assert public_files.sweep() == public_files.Swept()


def test_the_sweep_makes_public_storage_what_the_pages_say(anonymous):
    page = item_with(DocumentFactory(), image=ImageFactory())
    document_address, picture_address = sorted(
        addresses(anonymous, page), key=lambda path: path.endswith(".png")
    )
    from disclosure_plugin.models.file_storage import public_storage

    for name in in_public():
        public_storage().delete(name)
    assert status(anonymous, document_address) == 404
    assert public_files.sweep().files_restored == 1
    assert body(anonymous.get(document_address)) == pdf()
    assert sorted(addresses(anonymous, page)) == sorted([document_address, picture_address])
    assert status(anonymous, picture_address) == 200
    models.PublicUse.objects.all().delete()
    assert status(anonymous, document_address) == 404
    assert public_files.sweep().pages_published == 1
    assert status(anonymous, document_address) == 200
    type(page).objects.filter(pk=page.pk).update(live=False)  # past every action
    RegisterEntry.objects.filter(page=page.pk).update(state=RegisterEntry.State.UNPUBLISHED)
    assert status(anonymous, document_address) == 404
    assert public_files.sweep().uses_ended == 2


def test_deleting_a_document_deletes_every_version(django_capture_on_commit_callbacks):
    from django.core.files.base import ContentFile

    from disclosure_plugin.models.file_storage import names_in, private_storage

    document, twin = DocumentFactory(), DocumentFactory()
    document.file = ContentFile(pdf("two"), name="list.pdf")
    document.save()
    with django_capture_on_commit_callbacks(execute=True):
        document.delete()
    # The other one has the same first bytes and keeps them.
    assert list(names_in(private_storage())) == [twin.file.name]
    with twin.file.open() as file:
        assert file.read() == pdf()
