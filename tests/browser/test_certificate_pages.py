"""Certificates in a browser: accessible, whole on a phone, and files stay on the device."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.browser import barriers
from tests.browser.conftest import run

pytestmark = pytest.mark.long

PAGES = ["start", "certificate", "wrong", "list", "known", "unknown"]
EVERYTHING = barriers.by_tags(barriers.GOOD_PRACTICE)


@pytest.fixture(scope="session")
def certified(live_county) -> dict[str, str]:
    """Addresses of a certificate's pages, by kind."""
    made = run(live_county.environment, "-m", "tests.browser.certificate_content").splitlines()[-1]
    return {kind: live_county.address("jsj", path) for kind, path in json.loads(made).items()}


@pytest.mark.parametrize(
    ("query", "width"), [("", 1280), ("", 390), ("view=large", 390), ("theme=dark", 1280)]
)
@pytest.mark.parametrize("kind", PAGES)
def test_no_barrier_is_found(certified, visitor, kind, query, width):
    page = visitor.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    address = certified[kind]
    page.goto(f"{address}{'&' if '?' in address else '?'}{query}" if query else address)
    barriers.assert_none(page, EVERYTHING)


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_scrolls_sideways(certified, visitor, kind):
    page = visitor.new_page()
    page.goto(certified[kind])
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("dropped", [False, True])
def test_a_file_is_hashed_here_and_not_sent(certified, visitor, dropped):
    page = visitor.new_page()
    secret = "只有本人才有的文件".encode()
    sent = []
    page.on(
        "request", lambda request: sent.append((request.method, request.url, request.post_data))
    )
    page.goto(certified["certificate"])
    del sent[:]
    if dropped:
        page.evaluate(
            """text => {
                const data = new DataTransfer();
                data.items.add(new File([text], "a.txt"));
                document.querySelector("[data-hash-file]").dispatchEvent(
                    new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})
                );
            }""",
            secret.decode(),
        )
    else:
        page.set_input_files("#file", {"name": "a", "mimeType": "text/plain", "buffer": secret})
    page.wait_for_url("**/verify/file/?*")
    assert hashlib.sha256(secret).hexdigest() in page.url
    assert {(method, data) for method, _url, data in sent} == {("GET", None)}


def test_the_document_of_the_certificate_is_known_again(live_county, certified, visitor):
    page = visitor.new_page()
    status, _kind, document = live_county.ask(f"{certified['certificate']}certificate.json")
    assert status == 200
    page.goto(certified["certificate"])
    page.set_input_files(
        "#file", {"name": "c.json", "mimeType": "application/json", "buffer": document}
    )
    page.wait_for_url("**/verify/file/?*")
    same = page.locator("h1").inner_text()
    page.goto(certified["certificate"])
    page.set_input_files(
        "#file", {"name": "c.json", "mimeType": "application/json", "buffer": document + b" "}
    )
    page.wait_for_url("**/verify/file/?*")
    assert page.locator("h1").inner_text() != same


def test_without_script_the_hash_is_entered(certified, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(certified["start"])
    assert not page.locator("#file").is_visible()
    page.fill("#sha256", "ab" * 32)
    page.locator("form:has(#sha256) button").click()
    assert "ab" * 32 in page.locator("main").inner_text()
    context.close()


def test_the_way_from_the_item_to_its_certificate(certified, visitor):
    page = visitor.new_page()
    page.goto(certified["item"])
    page.locator(".voucher a[href*='/verify/item/']").click()
    page.locator("main .ledger a").first.click()
    assert page.url == certified["certificate"]
    # A click does not wait for the pictures of the page it leads to.
    width = page.locator("img.qr").evaluate(
        "async image => { await image.decode(); return image.naturalWidth; }"
    )
    assert width > 100
