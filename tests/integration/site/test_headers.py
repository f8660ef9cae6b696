"""Every answer says what a browser may do with it."""

import pytest
from django.test import Client

from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.tenancy.answers import STYLE_DIGEST
from tests.factories.pages import ItemFactory
from tests.factories.uploads import DocumentFactory, pdf
from tests.factories.users import UserFactory, sign_in

PUBLIC = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
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


def test_wagtails_address_of_a_document_is_sandboxed_also_when_the_browser_has_it(jsj, visitor):
    document = DocumentFactory()
    path = f"/documents/{document.pk}/list.pdf"
    assert visitor.get(path).status_code == 404
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    answer = editor.get(path)
    assert (answer.status_code, answer[POLICY]) == (200, UPLOAD)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == pdf()
    again = editor.get(path, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again[POLICY]) == (304, UPLOAD)


def test_a_preview_may_stand_in_the_admins_frame_and_nowhere_else(jsj):
    item = ItemFactory(published=True)
    editor = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    answer = editor.get(f"/admin/pages/{item.pk}/view_draft/")
    assert (answer.status_code, answer[POLICY]) == (200, PREVIEW)
    assert editor.get(item.url)[POLICY] == PUBLIC


@pytest.mark.parametrize("path", ["/search/", "/register/"])
def test_what_is_asked_is_read_as_utf_8_whatever_the_request_says(jsj, visitor, path):
    """Half a surrogate pair is no text: PostgreSQL and the answer both failed."""
    named = {"CONTENT_TYPE": "text/plain; charset=unicode_escape"}
    answer = visitor.get(f"{path}?q=%5Cud800", **named)
    assert answer.status_code == 200
    assert "\\ud800" in answer.content.decode()
