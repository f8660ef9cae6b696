"""What anybody may look up of a certificate, and what nobody finds."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client, override_settings
from pypdf import PdfReader

from disclosure_plugin.actions.registering import make_void
from disclosure_plugin.actions.removing import lift
from disclosure_plugin.certificates import probing
from disclosure_plugin.certificates.issuing import issue
from disclosure_plugin.certificates.public import limits
from disclosure_plugin.certificates.wording import spaced
from tests.factories.pages import ItemFactory
from tests.factories.removals import chief, taken_down
from tests.factories.reviews import publish

from .conftest import CLOSES_AT, with_period
from .simulated import sign

pytestmark = pytest.mark.long

TITLE = "公租房分配名单公示"


@pytest.fixture
def certificate(site, clock, entry):
    clock.go(hours=1)
    probing.probe(entry)
    return issue(entry.number, role="editor")


def get(address: str, *, bureau: str = "jsj", status: int = 200, **query: str):
    answer = Client().get(address, query, headers={"host": f"{bureau}.localhost"})
    assert answer.status_code == status, (address, answer.status_code)
    assert answer["X-Robots-Tag"] == "noindex"
    return answer


def words(answer) -> str:
    soup = BeautifulSoup(answer.content, "lxml")
    return soup.find("main").get_text(" ", strip=True)


def address(certificate, name: str = "") -> str:
    return f"/verify/{certificate.code}/{name}"


def test_the_page_says_what_was_observed_and_no_more(certificate):
    text = words(get(address(certificate)))
    assert TITLE in text
    assert certificate.sha256 in text
    assert spaced(certificate.code) in text
    assert "1" in text


def test_the_page_is_the_same_bytes_each_time(certificate):
    assert get(address(certificate)).content == get(address(certificate)).content


def test_the_document_is_what_the_log_commits_to(certificate):
    answer = get(address(certificate, "certificate.json"))
    assert hashlib.sha256(answer.content).hexdigest() == certificate.sha256
    assert answer["Content-Disposition"].endswith('filename="jsj-certificate-2026-1.json"')


def test_the_proof_comes_with_the_signature(certificate, tmp_path):
    waiting = get(address(certificate, "proof.json"), status=503)
    assert waiting["Retry-After"] == "10"
    sign(tmp_path)
    first = get(address(certificate, "proof.json")).content
    assert json.loads(first)["format"] == "disclosure-certificate-proof/1"
    assert get(address(certificate, "proof.json")).content == first


def test_the_paper_has_the_words_and_stays_the_same(certificate):
    answer = get(address(certificate, "certificate.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "2026-1" in text
    assert TITLE in text
    assert get(address(certificate, "certificate.pdf")).content == answer.content
    certificate.refresh_from_db()
    assert certificate.pdf_sha256 == hashlib.sha256(answer.content).hexdigest()


def test_the_qr_code_is_a_file_without_script(certificate):
    answer = get(address(certificate, "qr.svg"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<script" not in answer.content
    assert answer.content.startswith(b"<?xml")


def test_by_number_and_code_as_they_are_typed(certificate):
    for number, code in (
        ("2026-1", certificate.code),
        (" 2026/1 ", spaced(certificate.code).upper()),
    ):
        answer = get("/verify/number/", status=302, number=number, code=code)
        assert answer["Location"] == address(certificate)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("2026-1", "0" * 20),
        ("2026-2", None),
        ("2026-99999999999999999999", None),
        ("", ""),
        ("x\0", "y\0"),
    ],
)
def test_unknown_and_wrong_have_one_answer(certificate, number, code):
    wrong = get("/verify/number/", status=404, number="2026-1", code="f" * 20).content
    answer = get(
        "/verify/number/",
        status=404,
        number=number,
        code=certificate.code if code is None else code,
    )
    assert problem(answer.content) == problem(wrong)
    assert TITLE not in answer.content.decode()


def problem(page: bytes) -> str:
    return BeautifulSoup(page, "lxml").find(id="number-problem").get_text()


def test_who_guesses_is_stopped_and_others_are_not(certificate):
    for _guess in range(limits.MOST_WRONG):
        get("/verify/number/", status=404, number="2026-1", code="0" * 20)
    right = {"number": "2026-1", "code": certificate.code}
    get("/verify/number/", status=429, **right)
    other = Client(REMOTE_ADDR="10.0.0.9", headers={"host": "jsj.localhost"})
    assert other.get("/verify/number/", right).status_code == 302


def test_without_redis_nobody_is_refused(certificate):
    away = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=away):
        for _guess in range(limits.MOST_WRONG + 1):
            get("/verify/number/", status=404, number="2026-1", code="0" * 20)


def test_a_file_that_is_the_certificate(certificate):
    text = words(get("/verify/file/", sha256=certificate.sha256.upper()))
    assert "2026-1" in text
    pdf = get(address(certificate, "certificate.pdf")).content
    both = {"sha256": hashlib.sha256(pdf).hexdigest(), "certificate": certificate.code}
    page = BeautifulSoup(get("/verify/file/", **both).content, "lxml")
    assert "相符" in page.find("h1").get_text() or "matches" in page.find("h1").get_text()


def test_a_file_that_was_changed(certificate):
    sha256 = hashlib.sha256(bytes(certificate.document) + b" ").hexdigest()
    unknown = words(get("/verify/file/", sha256=sha256))
    differs = words(get("/verify/file/", sha256=sha256, certificate=certificate.code))
    assert unknown != differs
    assert "2026-1" not in unknown
    assert "2026-1" in differs


@pytest.mark.parametrize("sha256", ["", "x" * 64, "ab", "a" * 65, "\0" * 64])
def test_what_is_no_hash_is_answered_with_a_sentence(certificate, sha256):
    page = get("/verify/file/", status=400, sha256=sha256)
    assert b"sha256-problem" in page.content


@pytest.mark.parametrize("path", ["/verify/number/", "/verify/file/"])
def test_an_address_without_a_question_offers_to_ask_one(jsj, path):
    page = BeautifulSoup(get(path).content, "lxml")
    assert page.find("form", action="/verify/number/")
    assert not page.find(id="number-problem")
    assert not page.find(id="sha256-problem")


def test_the_item_leads_to_its_certificates(certificate, item):
    page = Client().get(item.url, headers={"host": "jsj.localhost"}).content.decode()
    assert f"/verify/item/{item.slug}/" in page
    listed = get(f"/verify/item/{item.slug}/").content.decode()
    assert address(certificate) in listed


def test_an_item_without_a_period_leads_nowhere(jsj):
    page = ItemFactory(published=True)
    assert (
        "/verify/item/"
        not in Client().get(page.url, headers={"host": "jsj.localhost"}).content.decode()
    )


def test_of_what_was_taken_down_there_is_the_number_only(certificate, item):
    taken_down(item)
    for name in ("", "certificate.json", "certificate.pdf", "proof.json", "qr.svg"):
        answer = get(address(certificate, name), status=410)
        assert TITLE not in answer.content.decode()
        assert "2026-1" in answer.content.decode()
    for shown in (
        get(f"/verify/item/{item.slug}/"),
        get("/verify/file/", sha256=certificate.sha256),
    ):
        assert TITLE not in shown.content.decode()
        assert certificate.code not in shown.content.decode()


def test_a_number_that_becomes_void_brings_no_title_back(certificate, item):
    taken_down(item)
    make_void(item.register_entry.number, reason="重复公开。")
    assert TITLE not in get(address(certificate), status=410).content.decode()
    listed = get(f"/verify/item/{item.slug}/").content.decode()
    assert certificate.code not in listed


def test_what_was_taken_down_by_mistake_is_certified_under_its_title(site, clock, entry, item):
    clock.go(hours=1)
    probing.probe(entry)
    lift(taken_down(item), by=chief())
    issued = issue(entry.number, role="editor")
    assert TITLE in words(get(address(issued)))


def test_another_bureau_finds_nothing(certificate, item, czj):
    for name in ("", "certificate.json", "certificate.pdf", "proof.json", "qr.svg"):
        answer = Client().get(address(certificate, name), headers={"host": "czj.localhost"})
        assert answer.status_code == 404
    typed = Client().get(
        "/verify/number/",
        {"number": "2026-1", "code": certificate.code},
        headers={"host": "czj.localhost"},
    )
    assert typed.status_code == 404
    known = Client().get(
        "/verify/file/", {"sha256": certificate.sha256}, headers={"host": "czj.localhost"}
    )
    assert "2026-1" not in known.content.decode()
    listed = Client().get(f"/verify/item/{item.slug}/", headers={"host": "czj.localhost"})
    assert listed.status_code == 404


def test_nothing_is_changed_from_outside(certificate):
    answer = Client().post(address(certificate), headers={"host": "jsj.localhost"})
    assert answer.status_code == 405


def test_the_start_needs_no_certificate(jsj):
    assert "<form" in get("/verify/").content.decode()


def test_a_certificate_of_before_keeps_its_title_when_the_item_gets_another(certificate, item):
    item.title = "另一个标题"
    publish(item)
    with_period(item)
    assert TITLE in words(get(address(certificate)))


def test_the_end_is_listed_when_it_is_due(site, clock, item, entry):
    assert str(CLOSES_AT.year) in words(get(f"/verify/item/{item.slug}/"))
    clock.set(CLOSES_AT + timedelta(minutes=6))
