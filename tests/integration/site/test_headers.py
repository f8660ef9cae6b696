"""Every answer says what a browser may do with it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.tenancy.answers import STYLE_DIGEST
from tests.factories.pages import ItemFactory
from tests.factories.users import UserFactory, sign_in

PUBLIC = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PREVIEW = PUBLIC.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
ADMIN = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; style-src-attr 'none'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'self'; base-uri 'none'"
)
STANDALONE = PUBLIC.replace("style-src 'self'", f"style-src 'sha256-{STYLE_DIGEST}'").replace(
    "script-src 'self'", "script-src 'none'"
)
UPLOAD = "default-src 'none'; sandbox"
POLICY = "Content-Security-Policy"


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "jsj.localhost"})


@pytest.fixture
def document(jsj):
    made = get_document_model()(title="目录")
    made.file.save("list.pdf", ContentFile(b"%PDF-1.4"))
    yield made
    with bureaus.activate("jsj"):
        made.file.delete(save=False)


@pytest.mark.parametrize(
    ("host", "path", "status", "policy"),
    [
        ("jsj.localhost", "/", 200, PUBLIC),
        ("jsj.localhost", "/nowhere/", 404, PUBLIC),
        ("jsj.localhost", "/media/images/nothing.png", 404, PUBLIC),
        ("jsj.localhost", "/documents/1/nothing.pdf", 404, PUBLIC),
        ("nobody.localhost", "/", 404, STANDALONE),
        ("jsj.localhost", "/admin/login/", 200, ADMIN),
        ("jsj.localhost", "/admin/", 302, ADMIN),
        ("jsj.localhost", "/administration/", 404, PUBLIC),
    ],
)
def test_every_answer_has_its_policy_whoever_gives_it(db, host, path, status, policy):
    answer = Client(headers={"host": host}).get(path)
    assert answer.status_code == status
    assert answer[POLICY] == policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_an_image_is_sandboxed(jsj, visitor):
    name = default_storage.save("images/plan.png", ContentFile(b"plan"))
    answer = visitor.get(f"/media/{name}")
    assert (answer.status_code, answer[POLICY]) == (200, UPLOAD)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"plan"
    with bureaus.activate("jsj"):
        default_storage.delete(name)


def test_a_document_is_sandboxed_also_when_the_browser_has_it(document, visitor):
    answer = visitor.get(document.url)
    assert (answer.status_code, answer[POLICY]) == (200, UPLOAD)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    again = visitor.get(document.url, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again[POLICY]) == (304, UPLOAD)


def test_the_form_for_a_documents_password_is_a_page(document, visitor):
    collection = Collection.get_first_root_node().add_child(name="内部")
    document.collection = collection
    document.save()
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="only-for-tests"
    )
    answer = visitor.get(document.url)
    assert (answer.status_code, answer[POLICY]) == (200, PUBLIC)
    assert b"csrfmiddlewaretoken" in answer.content


def test_a_preview_may_stand_in_the_admins_frame_and_nowhere_else(jsj):
    item = ItemFactory(published=True)
    editor = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    answer = editor.get(f"/admin/pages/{item.pk}/view_draft/")
    assert (answer.status_code, answer[POLICY]) == (200, PREVIEW)
    assert editor.get(item.url)[POLICY] == PUBLIC
