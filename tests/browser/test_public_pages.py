"""The public pages in a browser: accessible, whole on every screen, and the choices remembered."""

from __future__ import annotations

import pytest

from tests.browser import barriers

KINDS = [
    *("home", "board", "column", "empty column", "item", "notice"),
    *("commitments", "summary", "counted summary", "annual report", "staff"),
    *("service procedure", "fee standard", "penalty procedure", "rule document"),
    *("finance statement", "internal matter"),
    "repealed document",
]
REGISTER = [
    "register", "filtered register", "empty register", "wrong register", "tombstone", "catalogue",
    "platform", "site map", "open data",
    "search", "found", "not found", "wrong search",
]  # fmt: skip
# Whose page, and which; the county's home lists bureaus, and the last two are empty and missing.
EVERY_PAGE = [
    *[("jsj", kind) for kind in (*KINDS, *REGISTER)],
    ("county", "home"),
    ("county", "register"),
    ("county", "found"),
    ("czj", "home"),
    ("jsj", "missing"),
]
# The others are looked at in `make test-long`.
FIRST = {"home", "board", "item", "notice", "commitments", "found"}
PAGES = [
    one if one[0] == "jsj" and one[1] in FIRST else pytest.param(*one, marks=pytest.mark.long)
    for one in EVERY_PAGE
]
EVERYTHING = barriers.by_tags(barriers.GOOD_PRACTICE)
# What a theme or a text size can change; the rest is the same page.
LOOKS = barriers.by_names(["color-contrast", "target-size", "link-in-text-block"])


def address_of(county, code: str, kind: str, query: str = "") -> str:
    path = "/" if kind == "home" else county.paths.get(kind, "/nowhere/")
    joined = path.replace("?", f"{query}&") if query and "?" in path else path + query
    return county.address(code, joined)


@pytest.mark.parametrize(
    ("query", "rules"),
    [
        ("", EVERYTHING),
        pytest.param("?theme=dark", LOOKS, marks=pytest.mark.long),
        pytest.param("?view=large", LOOKS, marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize(("code", "kind"), PAGES)
def test_no_barrier_is_found(live_county, visitor, code, kind, query, rules):
    page = visitor.new_page()
    page.goto(address_of(live_county, code, kind, query))
    barriers.assert_none(page, rules)


@pytest.mark.long
@pytest.mark.parametrize("query", ["", "?view=large"])
@pytest.mark.parametrize(("code", "kind"), PAGES)
def test_nothing_scrolls_sideways(live_county, visitor, code, kind, query):
    page = visitor.new_page()
    page.goto(address_of(live_county, code, kind, query))
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("query", "least"), [("", 44), ("?view=large", 60)])
def test_controls_are_large_enough_for_a_thumb(live_county, visitor, query, least):
    page = visitor.new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(live_county.address("jsj", "/" + query))
    controls = page.locator(".county-bar a, .navigation a, .index a, .section-head a, .ledger a")
    heights = [box["height"] for one in controls.all() if (box := one.bounding_box())]
    assert len(heights) > 10
    assert min(heights) >= least - 0.5


def test_dark_and_large_text_are_remembered(live_county, visitor):
    page = visitor.new_page()
    root = page.locator("html")
    background = "getComputedStyle(document.body).backgroundColor"
    size = "getComputedStyle(document.body).fontSize"
    page.goto(live_county.address("jsj"))
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    assert page.evaluate(size) == "18px"

    page.get_by_role("link", name="深色").click()
    page.get_by_role("link", name="长辈版").click()
    page.get_by_role("navigation", name="主导航").get_by_text("政务公开栏").click()
    assert "?" not in page.url
    assert root.get_attribute("data-theme") == "dark"
    assert page.evaluate(background) == "rgb(18, 24, 30)"
    assert page.evaluate(size) == "24.0012px"

    page.get_by_role("link", name="标准版").click()
    page.get_by_role("link", name="浅色").click()
    page.goto(live_county.address("jsj"))
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    assert page.evaluate(size) == "18px"


def test_dark_follows_the_system_until_the_visitor_chooses(live_county, browser):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    background = "getComputedStyle(document.body).backgroundColor"
    page.goto(live_county.address("jsj"))
    assert page.evaluate(background) == "rgb(18, 24, 30)"
    page.get_by_role("link", name="浅色").click()
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    context.close()


def test_everything_works_without_script(live_county, browser):
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto(live_county.address("jsj"))
    page.get_by_role("link", name="长辈版").click()
    assert page.locator("html").get_attribute("data-view") == "large"
    assert page.get_by_role("link", name="标准版").is_visible()
    page.get_by_role("link", name="查收费项目和标准").click()
    assert page.get_by_role("heading", level=1).inner_text() == (
        "占用、挖掘城市道路的收费项目和标准"
    )
    context.close()


def test_the_keyboard_reaches_the_content_first(live_county, visitor):
    page = visitor.new_page()
    page.goto(live_county.address("jsj"))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    assert skip.evaluate("link => link === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_nothing_is_fetched_from_elsewhere_and_nothing_fails(live_county, visitor):
    page = visitor.new_page()
    wrong = []
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            wrong.append(answer.url)
            if answer.status >= 400 and not answer.url.endswith("/favicon.ico")
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            wrong.append(request.url)
            if not request.url.startswith(live_county.address("jsj"))
            else None
        ),
    )
    for kind in (*KINDS, "register"):
        page.goto(address_of(live_county, "jsj", kind))
    assert wrong == []
