"""What is not taken, at every door; nothing is kept of it."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.domain.uploads import UploadRefused
from disclosure_plugin.models import FileVersion, UploadReservation
from disclosure_plugin.models.file_storage import names_in, private_storage
from tests.factories.uploads import DocumentFactory, pdf, picture
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.usefixtures("files")


def archive() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        packed.writestr("page.html", "<script>alert(1)</script>")
    return file.getvalue()


def bomb(side: int) -> bytes:
    """A PNG whose header promises a picture of side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def nothing_kept() -> bool:
    return (
        list(names_in(private_storage())) == []
        and not FileVersion.objects.exists()
        and not UploadReservation.objects.exists()
        and not get_document_model().objects.exists()
        and not get_image_model().objects.exists()
    )


DOORS = [
    "/admin/documents/add/",
    "/admin/documents/multiple/add/",
    "/admin/documents/chooser/create/",
]


@pytest.fixture
def editor():
    return sign_in(UserFactory(role=EDITORS), "jsj.localhost")


def send(client, door: str, name: str, data: bytes):
    """Send a file through a door of the admin, as its form does."""
    field = "files[]" if "multiple" in door else "file"
    prefix = (
        ""
        if "multiple" in door or "/add/" in door
        else ("document-chooser-upload-" if "documents" in door else "image-chooser-upload-")
    )
    form = {
        f"{prefix}title": "文件",
        f"{prefix}collection": Collection.get_first_root_node().pk,
        f"{prefix}tags": "",
        field if "multiple" in door else f"{prefix}file": SimpleUploadedFile(name, data),
    }
    headers = {"x-requested-with": "XMLHttpRequest"} if "multiple" in door else {}
    return client.post(door, form, headers=headers)


@pytest.mark.parametrize("door", DOORS)
def test_a_web_page_under_another_name_is_refused_at_every_door(editor, door):
    for name, data in (
        ("list.pdf", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("list.txt", b"\xef\xbb\xbf  <html><body>"),
        ("list.csv", b"a,b\n" * 3000 + b"1,<script>alert(1)</script>\n"),
    ):
        answer = send(editor, door, name, data)
        assert answer.status_code == 200
        text = answer.text.encode().decode("unicode_escape") if "multiple" in door else answer.text
        text = answer.json()["error_message"] if "multiple" in door else text
        assert f"{name} " in text or f"{name}" in text
        assert "PDF" in text
        assert nothing_kept()
    assert send(editor, door, "list.pdf", pdf()).status_code in (200, 302)
    assert [version.name for version in FileVersion.objects.all()] == ["list.pdf"]
    assert not UploadReservation.objects.exists()


@pytest.mark.parametrize(
    "door",
    ["/admin/images/add/", "/admin/images/multiple/add/", "/admin/images/chooser/create/"],
)
def test_a_picture_that_is_more_or_too_much_is_refused_at_every_door(editor, door):
    hidden = picture(kind="JPEG", comment=b"<script>alert(1)</script>")
    for name, data in (
        ("plan.jpg", hidden),
        ("plan.png", picture() + archive()),
        ("plan.png", bomb(60)),  # ends in the middle
        ("plan.png", bomb(7100)),
        ("plan.png", bomb(60000)),
        ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ):
        answer = send(editor, door, name, data)
        assert answer.status_code == 200, name
        if "multiple" in door:
            assert answer.json()["success"] is False
            assert answer.json()["error_message"]
        assert nothing_kept()
    assert send(editor, door, "plan.png", picture()).status_code in (200, 302)
    assert FileVersion.objects.count() == 1


def test_code_that_asks_nobody_is_refused_too():
    for name, data in (("a.html", b"hello"), ("a.pdf", b"<svg>"), ("a.pdf", b"")):
        with pytest.raises(UploadRefused):
            DocumentFactory(name=name, data=data)
        assert nothing_kept()


def test_a_full_bureau_takes_nothing_more_and_says_so(editor, settings):
    DocumentFactory(data=pdf("x" * 1000))
    settings.DISCLOSURE = {**settings.DISCLOSURE, "UPLOAD_QUOTAS": {"jsj": 2000}}
    answer = send(editor, DOORS[0], "more.pdf", pdf("y" * 1000))
    assert answer.status_code == 200
    assert "more.pdf" in answer.text
    assert FileVersion.objects.count() == 1
    assert len(list(names_in(private_storage()))) == 1
    assert not UploadReservation.objects.exists()
    # Another bureau has its own room.
    settings.DISCLOSURE = {**settings.DISCLOSURE, "UPLOAD_QUOTAS": {"czj": 1}}
    assert send(editor, DOORS[0], "more.pdf", pdf("y" * 1000)).status_code == 302


def test_two_uploads_at_once_that_do_not_both_fit_are_not_both_taken(settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "UPLOAD_QUOTAS": {"jsj": 2000}}
    one, other = (
        get_document_model()(title=name, file=ContentFile(pdf(name * 1000), name=f"{name}.pdf"))
        for name in "ab"
    )
    # Both forms are checked before either is saved.
    one.full_clean()
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert list(refused.value.message_dict) == ["file"]
    one.save()
    assert [version.name for version in FileVersion.objects.all()] == ["a.pdf"]
    assert not UploadReservation.objects.exists()
    with pytest.raises(UploadRefused):
        other.save()
    assert FileVersion.objects.count() == get_document_model().objects.count() == 1


def test_a_refused_replacement_leaves_the_file_as_it_was(editor):
    document = DocumentFactory(uploaded_by_user=None)
    form = {
        "title": "收费目录清单",
        "file": SimpleUploadedFile("list.pdf", b"<html>"),
        "collection": document.collection_id,
        "tags": "",
    }
    answer = editor.post(f"/admin/documents/edit/{document.pk}/", form)
    assert answer.status_code == 200
    with get_document_model().objects.get(pk=document.pk).file.open() as file:
        assert file.read() == pdf()
    assert FileVersion.objects.count() == 1
