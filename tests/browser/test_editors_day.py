"""An editor's whole day on the bureau's own host, from the invitation to the public page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from disclosure_plugin.domain.review_answers import Point
from tests.factories.uploads import pdf
from tests.factories.users import PASSWORD

from .test_admin_pages import assert_no_barrier

pytestmark = pytest.mark.long

LINK = re.compile(r"http://jsj\.localhost:\d+/admin/first-login/[\w-]{43}/")
PATIENCE = 10_000  # milliseconds
TITLE = "临时占用道路收费标准"
TEXT = "占用城市道路的，每平方米每日0.30元。"
PDF = pdf("占道收费")
WEB_PAGE = b"<!doctype html><script>alert(document.cookie)</script>"


@pytest.fixture
def somebody(browser) -> Iterator[Callable[[], Page]]:
    """Sit down at a browser that nobody has used yet."""
    contexts = []

    def sit_down() -> Page:
        size = {"width": 1280, "height": 900}
        context = browser.new_context(viewport=size, locale="zh-CN", color_scheme="light")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield sit_down
    for context in contexts:
        context.close()


def sign_in(county, page: Page, username: str, password: str = PASSWORD) -> Page:
    page.goto(county.address("jsj", "/admin/login/"))
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.locator("form [type=submit]").first.click()
    page.wait_for_url("**/admin/")
    return page


def invite_an_editor(county, administrator: Page) -> str:
    """Invite through the menu and return the link that is to be printed."""
    administrator.get_by_role("button", name="设置").click()
    administrator.get_by_role("link", name="人员").click()
    administrator.get_by_role("link", name="邀请").first.click()
    administrator.fill("input[name=full_name]", "陈静")
    administrator.fill("input[name=username]", "chenjing")
    administrator.check("input[name=role][value=编辑]")
    administrator.locator("main form button[type=submit]").click()
    link = administrator.locator("main code").inner_text()
    assert LINK.fullmatch(link)
    return link


def set_password(newcomer: Page, link: str, password: str) -> None:
    newcomer.goto(link)
    for number in (1, 2):
        newcomer.fill(f"input[name=new_password{number}]", password)
    newcomer.locator("form button[type=submit]").click()


def upload(editor: Page, name: str, kind: str, content: bytes) -> None:
    """Choose a file in the open chooser and send it."""
    file = {"name": name, "mimeType": kind, "buffer": content}
    editor.locator("[name=document-chooser-upload-file]").set_input_files(file)
    # The chooser's script proposes a title once it has seen the file.
    expect(editor.locator("[name=document-chooser-upload-title]")).to_have_value("收费标准")
    editor.locator(".modal-body form").filter(has=editor.locator("[type=file]")).locator(
        "[type=submit]"
    ).click()


def write_the_item(county, editor: Page) -> int:
    """Write an item with an attachment below a column, through the form; return its key."""
    editor.goto(county.address("jsj", f"/admin/pages/{county.keys['column']}/add_subpage/"))
    editor.get_by_role("link", name="公开事项", exact=True).click()
    editor.wait_for_url("**/admin/pages/add/disclosure_plugin/disclosureitempage/*/")
    editor.fill("#id_title", TITLE)
    editor.fill("#id_abstract", "占用城市道路的收费对象、标准和依据。")
    editor.fill("#id_formed_on", "2026-11-20")
    editor.keyboard.press("Escape")
    editor.select_option("#id_responsible_section", index=1)
    editor.select_option("#id_category", "20.8")
    editor.locator("[id$=-body-section] .c-sf-add-button").first.click()
    editor.get_by_role("option", name="文本").click()
    editor.locator("[id$=-body-section] [contenteditable=true]").click()
    editor.keyboard.type(TEXT)
    editor.locator("#id_attachments-ADD").click()
    editor.locator("#id_attachments-0-document-chooser").get_by_role(
        "button", name="选择一个文档"
    ).click()
    editor.get_by_role("tab", name="上传").click()
    upload(editor, "收费标准.html", "text/html", WEB_PAGE)
    refusal = editor.locator(".modal-body .error-message")
    expect(refusal).to_contain_text("html")
    upload(editor, "收费标准.pdf", "application/pdf", PDF)
    expect(editor.locator("#id_attachments-0-document-chooser")).to_contain_text("收费标准")
    editor.get_by_role("button", name="保存草稿").click()
    editor.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    expect(editor.locator(".messages")).to_contain_text(TITLE)
    found = re.search(r"/pages/(\d+)/edit/", editor.url)
    assert found
    return int(found[1])


def approve(county, page: Page, key: int) -> None:
    """Open what waits on the dashboard, and approve it."""
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(f"**/admin/pages/{key}/edit/")
    page.get_by_role("button", name="更多动作").click()
    page.get_by_role("button", name=re.compile("^(填写并)?批准$")).click()
    if county_asks(page):
        tick_everything(page)
    page.wait_for_url(re.compile(r"/admin/(pages/\d+/)?$"))


def county_asks(page: Page) -> bool:
    """Say whether the step asks for the six points: the window with their form opens then."""
    window = page.locator(".modal-body [name=opinion]").first
    try:
        window.wait_for(timeout=3_000)
    except PlaywrightTimeout:
        return False
    return True


def tick_everything(page: Page) -> None:
    """Fill in the window of a step, as whoever finds everything in order."""
    window = page.locator(".modal-body")
    for point in Point:
        window.locator(f"[name={point.value}]").check()
    window.locator("[name=opinion][value=disclose]").check()
    window.locator("form [type=submit]").click()


def check_files(county) -> None:
    """Do what a worker of the served county would do with what waits for its check."""
    code = (
        "from disclosure_plugin import bureaus, models, tasks\n"
        "with bureaus.activate('jsj'):\n"
        "    versions = [one.pk for one in models.FileVersion.objects.all()]\n"
        "for one in versions:\n"
        "    tasks.check_file(bureau='jsj', version=one)"
    )
    county.manage("shell", "--verbosity=0", "-c", code)


def facts_of(county, key: int) -> tuple[str, str]:
    """Return the path of an item, and that of its attachment in private storage."""
    code = (
        "from disclosure_plugin import bureaus, models\n"
        "with bureaus.activate('jsj'):\n"
        f"    page = models.DisclosureItemPage.objects.get(pk={key})\n"
        "    print(page.url)\n"
        "    draft = page.get_latest_revision_as_object()\n"
        "    print(draft.attachments.get().document.url)"
    )
    path, private = county.manage("shell", "--verbosity=0", "-c", code).split()
    return path, private


def open_preview(county, editor: Page, key: int) -> Page:
    """Return the draft as the public would see it, in a tab of its own."""
    preview = editor.context.new_page()
    preview.goto(county.address("jsj", f"/admin/pages/{key}/view_draft/"))
    return preview


def as_editor(editor: Page, address: str) -> list[int]:
    """Return status and size in bytes of what an editor's browser is given."""
    script = "async at => { const a = await fetch(at); return [a.status, (await a.blob()).size]; }"
    return editor.evaluate(script, address)


def test_an_editors_whole_day(live_county, somebody):
    county = live_county
    visitor = somebody()
    administrator = sign_in(county, somebody(), "zhou")
    link = invite_an_editor(county, administrator)

    # The link is opened elsewhere; what is too easy to guess is refused with the reason.
    editor = somebody()
    set_password(editor, link, "123456")
    refusal = editor.locator(".error-message").first
    expect(refusal).to_contain_text("密码只包含数字")
    assert_no_barrier(editor)
    set_password(editor, link, "公开条例第二十六条二十日")
    editor.wait_for_url("**/admin/")
    assert county.ask(link)[0] == 404
    latecomer = somebody()
    latecomer.goto(link)
    assert latecomer.locator("input[type=password]").count() == 0

    key = write_the_item(county, editor)

    # A draft and its attachment are nobody's business yet.
    path, private = facts_of(county, key)
    assert as_editor(editor, county.address("jsj", private)) == [200, len(PDF)]
    for address in (path, private):
        assert county.ask(county.address("jsj", address))[0] == 404

    preview = open_preview(county, editor, key)
    assert TEXT in preview.locator("main").inner_text()
    preview.close()

    editor.get_by_role("button", name="更多动作").click()
    editor.get_by_role("button", name="提交给公开审查").click()
    expect(editor.locator(".messages")).to_contain_text(TITLE)
    check_files(county)
    # Who could publish in Wagtail's eyes cannot do it past the reviewer.
    administrator.goto(county.address("jsj", f"/admin/pages/{key}/edit/"))
    expect(administrator.locator("[name=action-publish]")).to_have_count(0)
    reviewer = sign_in(county, somebody(), "wu")
    approve(county, reviewer, key)
    assert county.ask(county.address("jsj", path))[0] == 404
    administrator.goto(county.address("jsj", "/admin/"))
    approve(county, administrator, key)

    visitor.goto(county.address("jsj", path))
    assert visitor.locator("h1").inner_text() == TITLE
    assert TEXT in visitor.locator("main").inner_text()
    canonical = visitor.locator("link[rel=canonical]").get_attribute("href")
    assert canonical == county.address("jsj", path)
    attachment = visitor.locator(".attachments a")
    assert (attachment.get_attribute("href") or "").startswith("/media/")
    with visitor.expect_download() as download:
        attachment.click()
    assert download.value.path().read_bytes() == PDF
    assert county.ask(county.address("jsj", private))[0] == 404
    assert visitor.context.cookies() == []

    editor.goto(county.address("jsj", "/admin/"))
    editor.get_by_role("button", name="陈静").click()
    editor.get_by_role("button", name="注销").click()
    editor.wait_for_url("**/admin/login/")
    editor.goto(county.address("jsj", f"/admin/pages/{key}/edit/"))
    assert "/admin/login/" in editor.url


def test_who_is_idle_is_warned_and_can_stay(live_county, somebody):
    page = somebody()
    page.clock.install()
    sign_in(live_county, page, "zhou")
    warning = page.get_by_role("alert").filter(has_text="两分钟后")
    page.clock.fast_forward("27:30")
    expect(warning).to_have_count(0)
    page.clock.fast_forward("00:45")
    expect(warning).to_be_visible()
    with page.expect_response("**/admin/still-here/") as answer:
        warning.get_by_role("button").click()
    assert answer.value.status == 204
    expect(warning).to_have_count(0)
    page.clock.fast_forward("27:30")
    expect(warning).to_have_count(0)
