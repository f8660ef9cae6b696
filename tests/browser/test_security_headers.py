"""Both content security policies in a browser: they stop script and nothing that is meant."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.browser.test_public_pages import KINDS, address_of
from tests.factories.users import PASSWORD

pytestmark = pytest.mark.long

REPORT = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error("VIOLATED " + [event.violatedDirective, event.blockedURI, event.sourceFile,
        event.lineNumber, event.sample, location.pathname].join(" ")))"""


class Watched:
    """A page of a browser and the violations it reported, in all its frames."""

    def __init__(self, context):
        self.violations: list[str] = []
        context.add_init_script(REPORT)
        self.page = context.new_page()
        context.on("console", self._note)

    def _note(self, message) -> None:
        if "VIOLATED" in message.text or "Content Security Policy" in message.text:
            self.violations.append(message.text)

    def assert_quiet(self) -> None:
        assert not self.violations, "\n".join(dict.fromkeys(self.violations))


@pytest.fixture
def watched(visitor) -> Watched:
    return Watched(visitor)


@pytest.fixture
def admin(live_county, watched) -> Watched:
    """The admin of the construction bureau, signed in."""
    page = watched.page
    page.goto(live_county.address("jsj", "/admin/login/"))
    page.fill("input[name=username]", "zhou")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form [type=submit]").first.click()
    page.wait_for_url("**/admin/")
    return watched


def test_the_public_policy_stops_what_a_page_brings_in(live_county, watched):
    page = watched.page
    page.goto(live_county.address("jsj"))
    page.evaluate(
        """() => {
            const inline = document.createElement("script");
            inline.textContent = "window.wasRun = true";
            document.head.append(inline);
            const image = document.createElement("img");
            image.src = "http://elsewhere.localhost/count.gif";
            document.body.append(image);
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.wasRun") is None
    stopped = {line.split()[1] for line in watched.violations if line.startswith("VIOLATED")}
    assert stopped == {"script-src-elem", "img-src"}


def test_public_pages_need_nothing_the_policy_forbids(live_county, watched):
    for kind in [*KINDS, "missing"]:
        for query in ("", "?theme=dark&view=large"):
            watched.page.goto(address_of(live_county, "jsj", kind, query))
    watched.assert_quiet()


ADMIN_SCREENS = [
    "/admin/disclosure_snapshots/",
    "/admin/disclosure_summary_imports/",
    "/admin/pages/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/reports/site-history/",
    "/admin/users/",
    "/admin/account/",
]


@pytest.mark.parametrize("path", ADMIN_SCREENS)
def test_admin_screens_need_nothing_the_policy_forbids(live_county, admin, path):
    assert admin.page.goto(live_county.address("jsj", path)).status == 200
    admin.page.wait_for_load_state("networkidle")
    admin.assert_quiet()


def test_an_editors_work_on_a_page(live_county, admin):
    """StreamField, rich text, date and image choosers, the preview and saving, as in a day."""
    page = admin.page
    page.goto(live_county.address("jsj", f"/admin/pages/{live_county.keys['item']}/edit/"))
    page.locator(".Draftail-Editor").first.wait_for()
    page.locator("#id_formed_on").click()
    page.locator(".xdsoft_datetimepicker:visible").first.wait_for()
    page.keyboard.press("Escape")
    add_block(page, "图片")
    choose_image(page)
    preview = show_preview(page)
    assert "占用、挖掘城市道路" in preview.locator("h1").inner_text()
    assert preview.locator("body").evaluate("body => getComputedStyle(body).fontSize") == "18px"
    page.locator("[data-side-panel-toggle=preview]").click()
    page.locator("button.action-save").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(live_county.address("jsj", f"/admin/pages/{live_county.keys['item']}/history/"))
    admin.assert_quiet()


def test_an_image_is_dropped_and_shown(live_county, admin):
    page = admin.page
    page.goto(live_county.address("jsj", "/admin/images/multiple/add/"))
    file = {"name": "plan.png", "mimeType": "image/png", "buffer": png("red")}
    page.locator("input[type=file]").first.set_input_files(file)
    page.locator("#upload-list li form, #upload-list form").first.wait_for()
    page.wait_for_load_state("networkidle")
    admin.assert_quiet()


def test_the_admin_runs_no_script_of_an_attribute(live_county, admin):
    page = admin.page
    page.evaluate(
        """() => { document.body.insertAdjacentHTML(
            "beforeend", "<img src=x onerror='window.wasRun = true'>") }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.wasRun") is None
    assert any("script-src-attr" in line for line in admin.violations)


def add_block(page, label: str) -> None:
    """Add a block and wait for it: what is asked for earlier finds the last one there was."""
    blocks = page.locator("[data-streamfield-child]")
    there = blocks.count()
    page.locator("[data-streamfield-stream-container] > button, .c-sf-add-button").last.click()
    page.locator(".w-combobox__option", has_text=label).first.click()
    blocks.nth(there).wait_for()


def png(colour: str) -> bytes:
    """Draw a picture; the same one twice would make Wagtail ask which to keep."""
    file = io.BytesIO()
    Image.new("RGB", (2, 2), colour).save(file, "PNG")
    return file.getvalue()


def choose_image(page) -> None:
    page.locator(".image-chooser [data-chooser-action-choose]").last.click()
    modal = page.locator(".modal-content")
    modal.locator("[role=tab]").nth(1).click()
    file = {"name": "plan.png", "mimeType": "image/png", "buffer": png("blue")}
    modal.locator("input[type=file]").set_input_files(file)
    modal.locator("input[name$=title]").fill("平面图")
    modal.locator("form[data-chooser-modal-creation-form] [type=submit]").click()
    modal.wait_for(state="detached")


def show_preview(page):
    page.locator("[data-side-panel-toggle=preview]").click()
    frame = page.frame_locator("#w-preview-iframe")
    frame.locator("h1").wait_for()
    return frame
