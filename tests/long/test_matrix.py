"""The wheel in an empty environment beside `wagtail start`, on every Wagtail we promise."""

from __future__ import annotations

import json
import os
import re
import sys
import time
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import pytest

from disclosure_plugin.domain.review_answers import all_hold
from sandbox.services.state import REPOSITORY

from .admin_browser import AdminBrowser, inline_row, rich_text, stream_block
from .wagtail_project import (
    ADMINISTRATOR,
    BUREAU_NAME,
    PASSWORD,
    SIGNERS,
    WagtailProject,
    completed,
    own_database,
    run,
)

pytestmark = pytest.mark.long

WAGTAILS = ["wagtail==7.4.*", "wagtail>=8,<9"]
ITEM_TITLE = "城市道路占用费收费标准"
ITEM_TEXT = "占用城市道路的，按占用面积和天数交费。"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The package as it would be uploaded."""
    folder = tmp_path_factory.mktemp("wheel")
    run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation"),
        *("--outdir", str(folder), str(REPOSITORY)),
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module", params=WAGTAILS)
def project(request, wheel, tmp_path_factory):
    """A served project on one of the Wagtails; made once for all tests of this file."""
    with own_database(os.environ["DATABASE_URL"]) as database_url:
        project = WagtailProject(
            tmp_path_factory.mktemp("project"),
            database_url=database_url,
            broker_url=os.environ["REDIS_URL"],
        )
        project.install(wheel, request.param)
        project.start_project()
        project.set_up()
        with project.serving():
            yield project


@pytest.fixture
def browser(project) -> AdminBrowser:
    """A signed-in administrator."""
    return signed_in(project)


@pytest.fixture(scope="module")
def item_address(project) -> str:
    """Where the item is public, made and approved by forms over HTTP."""
    return publish_item(project, signed_in(project))


def signed_in(project: WagtailProject) -> AdminBrowser:
    browser = AdminBrowser(project.address)
    refused = browser.send_form(
        "admin/login/", {"username": ADMINISTRATOR, "password": "not the password"}
    )
    assert refused.url.endswith("/admin/login/")
    home = browser.send_form("admin/login/", {"username": ADMINISTRATOR, "password": PASSWORD})
    assert (home.status, home.url) == (200, f"{project.address}admin/")
    return browser


def page_id(browser: AdminBrowser, *, parent: int | None, title: str) -> int:
    """Return the id of a page as the listing below its parent links it."""
    listing = browser.get(f"admin/pages/{parent}/" if parent else "admin/pages/")
    match = re.search(r"/admin/pages/(\d+)/", listing.address_of_link(title))
    assert match
    return int(match[1])


@dataclass(frozen=True)
class Published:
    """A new page as the answer to “Publish” shows it."""

    pk: int
    address: str


def publish(
    browser: AdminBrowser, *, parent: int, model: str, fields: dict[str, str]
) -> Published:
    """Fill in the form of a new page and press “Publish”."""
    answer = browser.send_form(
        f"admin/pages/add/disclosure_plugin/{model}/{parent}/",
        {**fields, "action-publish": "action-publish"},
    )
    assert answer.status == 200
    assert answer.url.rstrip("/").endswith(f"/admin/pages/{parent}"), answer.words
    pk = page_id(browser, parent=parent, title=fields["title"])
    return Published(pk, answer.address_of_link("View live"))


def approved_by_another(project: WagtailProject, pk: int) -> str:
    """Approve what was handed in at both steps; return the address it is public at."""
    said = {
        name: "on" if one is True else one[0] if isinstance(one, list) else one
        for name, one in all_hold().items()
    }
    for name in SIGNERS:
        signer = AdminBrowser(project.address)
        signer.send_form("admin/login/", {"username": name, "password": PASSWORD})
        waiting = re.search(
            rf"/admin/pages/workflow/action/{pk}/approve/\d+/", signer.get("admin/").text
        )
        assert waiting
        edit = f"admin/pages/{pk}/edit/"
        assert signer.press(waiting[0], on=edit, fields=said).status == 200
    code = (
        f"from wagtail.models import Page; print('at', Page.objects.get(pk={pk}, live=True).url)"
    )
    printed = project.manage("shell", "-c", code)
    return urllib.parse.urljoin(project.address, printed.split("at ")[-1].strip())


def make_section(browser: AdminBrowser) -> str:
    """Add a section of the bureau; return the value that chooses it in a form."""
    name = "市政管理股"
    saved = browser.send_form("admin/disclosure_sections/new/", {"name": name, "phone": "6121935"})
    match = re.search(r"/admin/disclosure_sections/edit/(\d+)/", saved.address_of_link(name))
    assert match
    return match[1]


def publish_item(project: WagtailProject, browser: AdminBrowser) -> str:
    """Publish the item; what is incomplete or was not reviewed is refused on the way."""
    section = make_section(browser)
    home = page_id(browser, parent=None, title=BUREAU_NAME)
    board = publish(
        browser, parent=home, model="disclosureboardpage", fields={"title": "政务公开栏"}
    )
    column = publish(
        browser,
        parent=board.pk,
        model="disclosurecolumnpage",
        fields={"title": "收费项目和标准", "description": "收费项目、标准、依据"},
    )
    item = {
        "title": ITEM_TITLE,
        "abstract": "占用城市道路的收费标准和依据。",
        "formed_on": "2026-11-02",
        "category": "20.8",
        "validity": "valid",
        "audience": "public",
        "responsible_section": section,
        **stream_block("body", "text", rich_text(ITEM_TEXT)),
        **inline_row("legal_bases", {"title": "城市道路管理条例", "article": "第三十七条"}),
    }
    refused = browser.send_form(
        f"admin/pages/add/disclosure_plugin/disclosureitempage/{column.pk}/",
        {**item, "abstract": "", "action-publish": "action-publish"},
    )
    assert "This field is required." in refused.text
    assert ITEM_TITLE not in browser.get(f"admin/pages/{column.pk}/").text

    unreviewed = browser.send_form(
        f"admin/pages/add/disclosure_plugin/disclosureitempage/{column.pk}/",
        {**item, "title": "没有审查的事项", "action-publish": "action-publish"},
    )
    assert "has not been reviewed as it is now" in unreviewed.text
    browser.send_form(
        f"admin/pages/add/disclosure_plugin/disclosureitempage/{column.pk}/",
        {**item, "action-submit": "action-submit"},
    )
    return approved_by_another(project, page_id(browser, parent=column.pk, title=ITEM_TITLE))


def test_it_is_the_wagtail_that_was_asked_for(project, request, capsys):
    wanted = request.node.callspec.params["project"]
    code = "import django, wagtail; print(wagtail.__version__, django.__version__)"
    wagtail, django = run(str(project.python), "-c", code).split()
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    with capsys.disabled():
        reporter.write_line(f"{wanted}: Wagtail {wagtail}, Django {django}")
    assert wagtail.startswith("7.4." if "7.4" in wanted else "8.")
    assert django.startswith("5.2.")


def test_another_database_is_refused_in_plain_words(project):
    status, said = completed(
        *(str(project.python), "manage.py", "check", "--settings", "mysite.settings.sqlite"),
        cwd=project.root,
    )
    assert status == 1, said
    assert (
        "(disclosure_plugin.E001) disclosure_plugin works on PostgreSQL only; "
        "the default database is sqlite3." in said
    )
    assert not (project.root / "db.sqlite3").exists()


def test_the_system_checks_find_nothing(project):
    assert "System check identified no issues (0 silenced)." in project.manage("check")


def test_no_migration_is_missing(project):
    said = project.manage(
        "makemigrations", "--check", "--dry-run", "disclosure_plugin", "disclosure_snapshots"
    )
    assert "No changes detected" in said


def test_an_item_is_published_over_http(project, item_address):
    visitor = AdminBrowser(project.address)
    public = visitor.get(item_address)
    assert public.status == 200
    assert ITEM_TITLE in public.document.findtext(".//h1")
    for words in (ITEM_TEXT, "城市道路管理条例第三十七条", "市政管理股", BUREAU_NAME):
        assert words in public.text
    assert visitor.get(f"{project.address}no-such-page/").status == 404


def from_the_documentation(path: str) -> str:
    """Return what the documentation says a file of the project holds."""
    text = (REPOSITORY / "docs/how-to/use-your-own-look.md").read_text()
    found = re.search(
        rf"^`{re.escape(path)}`(?:[^\n]*):\n\n```(?:html|css)\n(.*?)^```",
        text,
        re.MULTILINE | re.DOTALL,
    )
    assert found, path
    return found[1]


def test_pages_stand_in_the_sites_own_base_template(project, item_address):
    """Of an item, and of a view without a page."""
    written = []
    for path in (
        "mysite/templates/disclosure_plugin/base.html",
        "mysite/static/css/disclosure-below-ours.css",
    ):
        file = project.root / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(from_the_documentation(path))
        written.append(file)
    code = f"""
import json
from django.test import Client
paths = [{urllib.parse.urlsplit(item_address).path!r}, "/register/"]
print("pages", json.dumps([Client().get(path, headers={{"host": "127.0.0.1:{project.port}"}})
                           .content.decode() for path in paths]))
"""
    try:
        printed = project.manage("shell", "-c", code)
    finally:
        for file in written:
            file.unlink()
    item, register = json.loads(printed.split("pages ")[-1])
    for text in (item, register):
        document = lxml.html.document_fromstring(text)
        styles = [link.get("href") for link in document.iter("link")]
        assert "/static/css/mysite.css" in styles, "The frame is the site's."
        assert "/static/css/disclosure-below-ours.css" in styles
        assert not document.find_class("letterhead")
        assert len(document.findall(".//main")) == 1
        assert len(document.findall(".//h1")) == 1
        assert document.findtext(".//title").strip().endswith(f" – {BUREAU_NAME}")
        assert BUREAU_NAME in document.find_class("site-footer")[0].text_content()
    page = lxml.html.document_fromstring(item)
    assert page.findtext(".//title").strip() == f"{ITEM_TITLE} – {BUREAU_NAME}"
    assert ITEM_TEXT in page.find(".//main").text_content()
    [title] = page.xpath("//meta[@name='ArticleTitle']/@content")
    assert title == ITEM_TITLE
    assert len(page.xpath("//nav[@class='breadcrumbs']//li")) == 4
    assert ITEM_TITLE in lxml.html.document_fromstring(register).find(".//main").text_content()


def test_the_screens_of_the_plugin_open(project, browser):
    home = page_id(browser, parent=None, title=BUREAU_NAME)
    for path in (
        f"admin/pages/add/disclosure_plugin/commitmentlistpage/{home}/",
        f"admin/pages/add/disclosure_plugin/annualsummarypage/{home}/",
        f"admin/pages/{home}/edit/",
        "admin/disclosure_sections/",
        "admin/disclosure_summary_imports/",
        "admin/disclosure_summary_imports/new/",
        "admin/disclosure_snapshots/",
        "admin/settings/disclosure_plugin/bureausettings/",
    ):
        answer = browser.get(path)
        assert (path, answer.status) == (path, 200)


def test_a_worker_takes_the_snapshot_that_publishing_asked_for(project, browser):
    download = re.compile(r"/admin/disclosure_snapshots/\d+/download/")
    assert not download.search(browser.get("admin/disclosure_snapshots/").text)
    with project.working():
        deadline = time.monotonic() + 60
        while not (found := download.search(browser.get("admin/disclosure_snapshots/").text)):
            assert time.monotonic() < deadline, browser.get("admin/disclosure_snapshots/").words
            time.sleep(0.5)
    refused = AdminBrowser(project.address).get(found[0])
    assert "/admin/login/" in refused.url
    path = project.folder / "snapshot.wacz"
    path.write_bytes(browser.get(found[0]).content)
    run(str(Path(sys.executable).with_name("wacz")), "validate", "-f", str(path))
