"""Uploaded files of a site without tenants: what live pages show is public, nothing else is."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from disclosure_plugin import models
from disclosure_plugin.actions.site_setup import EDITORS
from tests.factories.pages import ItemFactory
from tests.factories.uploads import DocumentFactory, pdf
from tests.factories.users import UserFactory, sign_in


def get(path: str):
    return Client(headers={"host": "localhost"}).get(path)


@pytest.fixture
def document(db):
    """A document; everything stored goes after the test."""
    yield DocumentFactory(name="收费目录.pdf")
    for folder in ("private", "public"):
        shutil.rmtree(Path(django_settings.DATA_DIR) / folder, ignore_errors=True)


def published(document) -> models.PublicFile:
    ItemFactory(attachments=[models.ItemAttachment(document=document)], published=True)
    return models.PublicFile.objects.get()


def test_a_draft_file_is_the_editors_alone(document):
    ItemFactory(attachments=[models.ItemAttachment(document=document)])
    name = document.file.name
    for path in (
        f"/media/{name}",
        f"/media/{name.removeprefix('originals/')}",
        f"/uploads/{name}",
        f"/uploads/../private/{name}",
        f"/media/../private/{name}",
        f"/media/%2e%2e/private/{name}",
        f"/documents/{document.pk}/收费目录.pdf",
    ):
        assert get(path).status_code == 404, path
    editor = sign_in(UserFactory(role=EDITORS), "localhost")
    assert b"".join(editor.get(document.file.url).streaming_content) == pdf()


def test_a_published_file_is_served_and_cannot_run_as_a_page(document):
    response = get(published(document).url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == pdf()
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_front_server_is_told_the_file_as_it_lies_in_the_public_folder(document, settings):
    copy = published(document)
    settings.DISCLOSURE = {"BUREAU_CODE": "jsj", "MEDIA_ACCEL_PREFIX": "/_media/"}
    response = get(copy.url)
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == (
        f"/_media/{copy.sha256[:2]}/{copy.sha256}/%E6%94%B6%E8%B4%B9%E7%9B%AE%E5%BD%95.pdf"
    )
    assert response["Content-Type"] == "application/pdf"
    # The folder of private files has no address inside the front server either.
    editor = sign_in(UserFactory(role=EDITORS), "localhost")
    answer = editor.get(document.file.url)
    assert "X-Accel-Redirect" not in answer
    assert b"".join(answer.streaming_content) == pdf()
