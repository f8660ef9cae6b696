"""A bureau below the county's site in a browser: a visitor's day, and an editor's look at it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.users import PASSWORD

pytestmark = pytest.mark.long

# Searches, and what is public no more.
LINKED_NOWHERE = {
    *("filtered register", "empty register", "wrong register", "tombstone", "gone"),
    *("search", "found", "not found", "wrong search"),
}
REFERENCES = "all => all.map(one => one.href || one.src)"


@pytest.fixture(scope="module")
def below_the_county(live_county):
    """The construction bureau is at home below the county's site."""
    address = ("set_bureau_address", "jsj")
    live_county.manage("set_bureau_address", "county", "--other-host", "office.localhost")
    live_county.manage(*address, "--path", "jsj", "--canonical", "path")
    yield live_county
    live_county.manage(*address, "--path", "", "--canonical", "host")


def test_a_visitor_stays_below_the_path(below_the_county, visitor):
    page = visitor.new_page()
    wrong = []
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            wrong.append(answer.url)
            # 451: a test before this one had something taken down.
            if answer.status >= 400 and answer.status != 451
            else None
        ),
    )
    page.goto(below_the_county.address("jsj"))
    root = below_the_county.address("county", "/jsj/")
    assert page.url == root
    static = below_the_county.address("county", "/static/")
    # The county bar's link and where one applies online, as an editor has entered them.
    entered = {"http://county.localhost/", "https://zwfw.yunling.example/0117"}
    asked, waiting, files = {root}, [root], []
    while waiting:
        page.goto(waiting.pop())
        found = page.eval_on_selector_all("a[href], img, script[src], link[href]", REFERENCES)
        links = {link.split("#")[0] for link in found if link.startswith("http")}
        for link in links - asked - entered:
            assert link.startswith((root, static)), (page.url, link)
            asked.add(link)
            if "?" in link:
                continue  # the same pages in another dress are looked at in other tests
            # A file, which a browser may download and not show, or a capture as it was taken, when
            # the bureau may have been at home elsewhere.
            is_number = link.startswith(f"{root}n/")  # leads on to the page
            if not (link.endswith("/") or is_number) or "id_/http" in link:
                status, kind, _content = below_the_county.ask(link)
                assert status == 200, link
                files.append(kind)
            else:
                waiting.append(link)
    paths = {
        below_the_county.address("county", f"/jsj{path}")
        for kind, path in below_the_county.paths.items()
        if kind not in LINKED_NOWHERE
    }
    assert paths <= asked
    # What is attached and shown has moved below the path, too.
    assert {"application/pdf", "image/png", "text/css", "text/javascript"} <= set(files)
    assert not any("/documents/" in one or "/uploads/" in one for one in asked)
    assert wrong == []
    assert visitor.cookies() == []


def test_an_editor_is_led_to_the_canonical_address(below_the_county, visitor):
    page = visitor.new_page()
    blocked = []
    # What is still under way when the next page is asked for is aborted, which is no fault.
    page.on(
        "requestfailed",
        lambda request: (
            blocked.append((request.url, request.failure))
            if request.failure != "net::ERR_ABORTED"
            else None
        ),
    )
    # A link below the path leads to the host that is the bureau's own.
    page.goto(below_the_county.address("county", "/jsj/admin/"))
    assert page.url.startswith(below_the_county.address("jsj", "/admin/login/"))
    page.fill("input[name=username]", "zhou")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form [type=submit]").first.click()
    page.goto(
        below_the_county.address("jsj", f"/admin/pages/{below_the_county.keys['item']}/edit/")
    )
    path = below_the_county.paths["item"]
    assert page.evaluate("[...document.styleSheets].some(one => one.cssRules.length > 100)")
    link = page.locator(f"a[href$='{path}']").first
    expect(link).to_have_count(1)
    page.goto(link.evaluate("one => one.href"))
    assert page.url == below_the_county.address("county", f"/jsj{path}")
    assert blocked == []
    assert {cookie["domain"] for cookie in visitor.cookies()} == {"jsj.localhost"}
