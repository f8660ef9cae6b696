"""Every answer says what a browser may do with it."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client
from django.utils.translation import gettext, override
from wagtail.admin.views.account import LoginView

from disclosure_plugin.actions.removing import By, take_down
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.domain.removals import TAKE_DOWN_BASES
from disclosure_plugin.models import ItemAttachment, PublicFile
from disclosure_plugin.site import search
from disclosure_plugin.site.standalone import STYLE_DIGEST
from tests.factories.pages import ItemFactory
from tests.factories.reviews import publish
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


def failing(error: Exception):
    def fail(*args, **kwargs):
        raise error

    return fail


@pytest.mark.parametrize("path", ["/search/", "/admin/login/"])
@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError("x"), 500), (SuspiciousOperation("x"), 400), (PermissionDenied("x"), 403)],
)
def test_an_error_says_so_in_the_language_of_the_site(jsj, monkeypatch, path, error, status):
    """Django's own pages are in English and say nothing of what to do."""
    monkeypatch.setattr(search, "render", failing(error))
    monkeypatch.setattr(LoginView, "get", failing(error))
    visitor = Client(headers={"host": "jsj.localhost"}, raise_request_exception=False)
    answer = visitor.get(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Content-Language"] == "zh-hans"
    assert 'lang="zh-CN"' in answer.content.decode()
    assert answer["Vary"].startswith("Accept-Language")
    assert answer["Cache-Control"] == "no-store"
    assert answer[POLICY] == STANDALONE
    assert not answer.cookies
    english = visitor.get(path, headers={"accept-language": "en"})
    assert english["Content-Language"] == "en"


def test_a_form_that_nobody_gave_out_is_refused_in_a_sentence(jsj):
    visitor = Client(headers={"host": "jsj.localhost"}, enforce_csrf_checks=True)
    answer = visitor.post("/admin/login/", {"username": "x"})
    assert (answer.status_code, answer[POLICY]) == (403, STANDALONE)
    assert (answer["Content-Language"], answer["Cache-Control"]) == ("zh-hans", "no-store")
    with override("zh-hans"):
        assert gettext("The form was not taken") in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/nowhere/", 404),
        ("head", "/nowhere/", 404),
        ("get", "/n/nothing", 404),
        ("get", "/uploads/x", 404),
        ("get", "/media/x", 404),
        ("post", "/search/", 405),
        ("options", "/register/", 405),
        ("get", f"/search/?{'&'.join(f'a{i}=1' for i in range(10_001))}", 400),
    ],
)
def test_no_cache_keeps_an_error(jsj, visitor, method, path, status):
    """“Not found” and “gone” are kept by some even where nothing says so."""
    answer = getattr(visitor, method)(path)
    assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store")


def test_no_cache_keeps_what_stands_where_something_was_withdrawn(jsj, visitor):
    item = ItemFactory(published=True)
    item.attachments.add(ItemAttachment(document=DocumentFactory()))
    publish(item)
    file = PublicFile.objects.get().url
    other = visitor.get(file, headers={"if-match": '"another"'})
    assert (other.status_code, other["Cache-Control"]) == (412, "no-store")
    take_down(item, basis=next(iter(TAKE_DOWN_BASES)), by=By("赵敏"))
    gone = visitor.get(item.url)
    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-store")
    for headers in (
        {"if-none-match": "*"},
        {"if-modified-since": "Fri, 31 Dec 2100 23:59:59 GMT"},
    ):
        for path, status in ((item.url, 410), (file, 404)):
            answer = visitor.get(path, headers=headers)
            assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store")


def test_a_form_with_many_rows_is_read(jsj):
    """Django refuses a form of more than a thousand fields, with 400 and without its text."""
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    rows = {f"rows-{i}-note": "x" for i in range(3000)}
    assert editor.post("/admin/login/", rows).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_is_read_and_nothing_is_sent_to_it(jsj, visitor, method):
    """It was answered like a GET, and OPTIONS offered DELETE and PUT, which scanners report."""
    item = ItemFactory(published=True)
    for path in ("/", item.url):
        answer = getattr(visitor, method)(path)
        assert answer.status_code == 405
        assert answer["Cache-Control"] == "no-store"
        assert visitor.options(path)["Allow"] == answer["Allow"] == "GET, HEAD, OPTIONS"
        assert visitor.head(path).status_code == 200
