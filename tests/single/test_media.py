"""Uploaded files of a site without tenants: renditions are public, nothing else is."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client


def get(path: str):
    return Client(headers={"host": "localhost"}).get(path)


@pytest.fixture
def stored(db):
    """Save files for one test."""
    names = []

    def save(name: str, content: bytes) -> str:
        names.append(default_storage.save(name, ContentFile(content)))
        return names[-1]

    yield save
    for name in names:
        default_storage.delete(name)


@pytest.mark.parametrize("folder", ["documents", "original_images", "anything", "images_of_staff"])
def test_what_is_no_rendition_is_not_served(stored, folder):
    name = stored(f"{folder}/list.txt", b"not for everybody")
    assert get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/../documents/list.txt",
        "/media/images/%2e%2e/documents/list.txt",
        "/media/images//../documents/list.txt",
        "/media/images/../../archive/list.txt",
    ],
)
def test_no_way_leads_out_of_the_folder(stored, path):
    stored("documents/list.txt", b"not for everybody")
    assert get(path).status_code == 404


def test_a_rendition_is_served_and_cannot_run_as_a_page(stored):
    name = stored("images/plan.width-800.png", b"a picture")
    response = get(f"/media/{name}")
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"a picture"
    assert response["Content-Type"] == "image/png"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_rendition_is_not_changed_through_its_address(stored):
    name = stored("images/plan.png", b"a picture")
    client = Client(headers={"host": "localhost"})
    for method in (client.post, client.put, client.delete):
        assert method(f"/media/{name}").status_code == 405
    with default_storage.open(name) as file:
        assert file.read() == b"a picture"


def test_the_front_server_is_told_the_file_as_it_lies_in_the_media_folder(stored, settings):
    settings.DISCLOSURE = {"BUREAU_CODE": "jsj", "MEDIA_ACCEL_PREFIX": "/_media/"}
    name = stored("images/平面图.png", b"a picture")
    response = get(f"/media/{name}")
    assert response.status_code == 200
    assert response.content == b""
    assert response["X-Accel-Redirect"] == "/_media/images/%E5%B9%B3%E9%9D%A2%E5%9B%BE.png"
