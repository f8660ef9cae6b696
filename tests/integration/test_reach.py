"""A bureau reached by host and by path: one address is canonical, the other leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import get_script_prefix
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.site.addresses import page_address
from disclosure_plugin.tenancy.addresses import CannotSetAddress, set_address
from disclosure_plugin.tenancy.models import Bureau, BureauDomain
from disclosure_plugin.tenancy.provisioning import CannotCreateBureau, create_bureau
from tests.factories.pages import ItemFactory
from tests.factories.users import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.long

COUNTY = "http://county.localhost:8000/"
OFFICE = "http://office.localhost:8000/"
JSJ = "http://jsj.localhost:8000/"


def get(host: str, path: str = "/", **options):
    return Client(headers={"host": host}).get(path, **options)


def addresses() -> list[tuple]:
    """Everything that says where a bureau is."""
    rows = list(Bureau.objects.order_by("code").values_list("code", "path", "canonical"))
    hosts = list(BureauDomain.objects.order_by("domain").values_list("domain", "is_primary"))
    sites = []
    for code in bureaus.codes():
        with bureaus.activate(code):
            sites.append(Site.objects.get().root_url)
    return [rows, hosts, sites]


@pytest.fixture(autouse=True)
def no_address_is_remembered(request):
    """What a test changes is rolled back; what Wagtail remembers of it in the cache is not."""
    if "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")
    yield
    for code in ("county", "jsj", "czj"):
        with bureaus.activate(code):
            Site.clear_site_root_paths_cache()


@pytest.fixture
def shared_site(db) -> None:
    """The county office has a second host, so that bureaus may lie below the first."""
    set_address("county", other_hosts=["office.localhost"])


@pytest.fixture
def by_host(shared_site) -> None:
    """The construction bureau has a path; its pages are at home on its own host."""
    set_address("jsj", path="jsj")


@pytest.fixture
def by_path(shared_site) -> Iterator[None]:
    """Its pages are at home below the county's site."""
    set_address("jsj", path="jsj", canonical="path")
    with bureaus.activate("jsj"):
        yield


def sent_to(response, status: int) -> str:
    assert response.status_code == status
    return response["Location"]


# --- Both addresses -----------------------------------------------------------------------


def test_a_path_sends_to_the_canonical_host(by_host):
    with bureaus.activate("jsj"):
        url = ItemFactory(published=True).url
    path = f"/jsj{url}?theme=dark&x=%E5%B1%80"
    answer = get("county.localhost", path)
    assert sent_to(answer, 301) == f"{JSJ[:-1]}{url}?theme=dark&x=%E5%B1%80"
    assert answer["Cache-Control"] == "no-cache"
    assert sent_to(Client(headers={"host": "county.localhost"}).head(path), 301)
    assert sent_to(get("county.localhost", "/jsj"), 301) == JSJ
    assert sent_to(get("county.localhost", "/jsj//evil.example/"), 301) == f"{JSJ}evil.example/"
    assert get("jsj.localhost", url).status_code == 200


def test_a_host_sends_to_the_canonical_path(by_path):
    item = ItemFactory(published=True)
    assert item.url.startswith("/jsj/")
    own = item.url.removeprefix("/jsj")
    assert get("county.localhost", item.url).status_code == 200
    answer = get("jsj.localhost", f"{own}?theme=dark")
    assert sent_to(answer, 301) == f"{COUNTY[:-1]}{item.url}?theme=dark"
    assert sent_to(get("county.localhost", "/jsj"), 301) == f"{COUNTY}jsj/"
    assert get("jsj.localhost", "/nowhere/").status_code == 404
    assert get("county.localhost", "/jsj/nowhere/").status_code == 404
    assert get("county.localhost", own).status_code == 404


@pytest.mark.parametrize("path", ["/nosuch/", "/jsjx/", "/JSJ/", "/%6asj%0a/"])
def test_an_unknown_path_is_the_countys_404(by_path, path):
    answer = get("county.localhost", path)
    assert answer.status_code == 404
    assert "云岭县住房和城乡建设局" not in answer.content.decode()


def test_a_path_means_something_on_the_countys_hosts_only(by_path):
    assert get("czj.localhost", "/jsj/").status_code == 404
    for host in ("office.localhost", "www.county.localhost"):
        assert sent_to(get(host, "/jsj/?a=b"), 301) == f"{COUNTY}jsj/?a=b"
        assert Client(headers={"host": host}).post("/jsj/").status_code == 404


def test_other_hosts_and_www_send_to_the_canonical_one(shared_site):
    set_address("czj", host="finance.localhost")
    for host in (
        "czj.localhost",
        "www.czj.localhost",
        "www.finance.localhost",
        "WWW.CZJ.localhost.",
    ):
        assert sent_to(get(host, "/?b=c"), 301) == "http://finance.localhost:8000/?b=c"
    assert Client(headers={"host": "www.czj.localhost"}).post("/").status_code == 404
    set_address("jsj", other_hosts=["www.finance.localhost"])
    assert sent_to(get("www.finance.localhost"), 301) == JSJ


@pytest.mark.parametrize(
    "host", ["JSJ.localhost.:8000", "jsj.localhost:9", "jsj.localhost", "Jsj.LocalHost"]
)
def test_however_a_host_is_written_the_request_has_one(jsj, host):
    response = get(host, "/nowhere/")
    request = response.wsgi_request
    assert request.build_absolute_uri("/x") == f"{JSJ}x"


def test_a_forwarded_host_counts_only_if_the_settings_say_so(db, settings):
    def name(**headers):
        return get("jsj.localhost", headers=headers).content.decode()

    forged = {"x-forwarded-host": "CZJ.localhost."}
    assert "云岭县住房和城乡建设局" in name(**forged)
    settings.USE_X_FORWARDED_HOST = True
    answer = get("jsj.localhost", headers=forged)
    assert "云岭县财政局" in answer.content.decode()
    assert answer.wsgi_request.get_host() == "czj.localhost:8000"
    assert get("jsj.localhost", headers={"x-forwarded-host": "a, b"}).status_code == 404


# --- Cookies and the admin ----------------------------------------------------------------


def test_the_admin_is_on_hosts_of_its_own(by_path):
    user = UserFactory(role=ADMINISTRATORS)
    login = {"username": user.username, "password": PASSWORD}
    for path in ("/jsj/admin/", "/jsj/admin/login/?next=/admin/"):
        own = path.removeprefix("/jsj")
        assert sent_to(get("county.localhost", path), 302) == f"{JSJ[:-1]}{own}"
    shared = Client(headers={"host": "county.localhost"})
    assert shared.post("/jsj/admin/login/", login).status_code == 404
    assert sent_to(shared.get("/admin/login/"), 302) == f"{OFFICE}admin/login/"
    assert shared.post("/admin/login/", login).status_code == 404
    assert shared.cookies == {}
    assert get("office.localhost", "/admin/login/").status_code == 200
    editor = sign_in(user, "jsj.localhost")
    assert editor.get("/admin/").status_code == 200
    # Nor does a session count below the path, should a browser send it there.
    editor.cookies["sessionid_jsj"]["path"] = "/"
    assert sent_to(editor.get("/jsj/admin/", headers={"host": "county.localhost"}), 302)


def test_without_a_path_the_county_keeps_its_admin_on_its_main_host(shared_site):
    assert get("county.localhost", "/admin/login/").status_code == 200


def test_the_loudly_named_setting_serves_the_admin_on_the_shared_origin(by_path, settings):
    user = UserFactory(role=ADMINISTRATORS)
    settings.DISCLOSURE = {**settings.DISCLOSURE, "UNSAFE_ADMIN_ON_SHARED_ORIGIN": True}
    client = Client(headers={"host": "county.localhost"})
    login = {"username": user.username, "password": PASSWORD}
    assert sent_to(client.post("/jsj/admin/login/", login), 302) == "/jsj/admin/"
    answer = client.get("/jsj/admin/")
    assert answer.status_code == 200
    assert "script-src 'self' 'unsafe-inline'" in answer["Content-Security-Policy"]
    assert get("county.localhost", "/admin/login/").status_code == 200


def test_a_page_behind_a_password_is_at_home_where_cookies_are(by_path):
    item = ItemFactory(
        published=True,
        restriction={"restriction_type": "password", "password": "only-for-tests"},
    )
    own = item.url.removeprefix("/jsj")
    visitor = Client(headers={"host": "county.localhost"})
    assert sent_to(visitor.get(item.url), 302) == f"{JSJ[:-1]}{own}"
    assert visitor.cookies == {}
    reader = Client(headers={"host": "jsj.localhost"}, enforce_csrf_checks=True)
    asked = reader.get(own)
    assert (asked.status_code, "csrfmiddlewaretoken" in asked.content.decode()) == (200, True)
    form = re.search(r'<form action="([^"]+)"', asked.content.decode())[1]
    sent = {
        "password": "only-for-tests",
        "return_url": own,
        "csrfmiddlewaretoken": reader.cookies["csrftoken_jsj"].value,
    }
    assert sent_to(reader.post(form, sent), 302) == own
    read = reader.get(own)
    assert (read.status_code, item.abstract in read.content.decode()) == (200, True)


def test_a_public_page_of_a_shared_origin_knows_no_cookie(by_path):
    for path in ("/", "/jsj/", "/jsj/nowhere/", "/nowhere/"):
        visitor = Client(headers={"host": "county.localhost"})
        visitor.cookies["sessionid_jsj"] = visitor.cookies["csrftoken_county"] = "planted"
        answer = visitor.get(path)
        assert (dict(answer.cookies), answer.has_header("Vary")) == ({}, False)
        assert answer.wsgi_request.COOKIES == {}


def test_a_preview_is_shown_on_the_own_host(by_path):
    item = ItemFactory(published=True)
    editor = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    preview = editor.get(f"/admin/pages/{item.pk}/view_draft/")
    assert (preview.status_code, item.title in preview.content.decode()) == (200, True)
    listing = editor.get(f"/admin/pages/{item.pk}/edit/")
    live = re.findall(rf'href="([^"]*{item.slug}/)"', listing.content.decode())
    assert live
    for link in live:
        assert sent_to(editor.get(urljoin(JSJ, link)), 301) == page_address(item)


def test_a_message_leads_to_the_admin_of_its_bureau(by_path, mailoutbox):
    UserFactory(email="zhou@yunling.example")
    reset = {"email": "zhou@yunling.example"}
    answer = Client(headers={"host": "JSJ.localhost."}).post("/admin/password_reset/", reset)
    assert answer.status_code == 302
    (message,) = mailoutbox
    (link,) = re.findall(r"http\S+", message.body)
    assert link.startswith(f"{JSJ}admin/password_reset/confirm/")
    assert get("jsj.localhost", link.removeprefix(JSJ[:-1])).status_code == 302


# --- States -------------------------------------------------------------------------------


@pytest.mark.parametrize(("host", "path"), [("county.localhost", "/jsj/"), ("jsj.localhost", "/")])
def test_a_bureau_that_is_not_open_says_so_at_both_addresses(by_path, host, path):
    call_command("suspend_bureau", "jsj", reason="正在核查")
    for place in (path, f"{path}admin/", f"{path}nowhere/"):
        answer = get(host, place)
        assert (answer.status_code, "正在核查" in answer.content.decode()) == (503, True)
    assert get("county.localhost").status_code == 200
    call_command("close_bureau", "jsj", reason="并入")
    assert get("county.localhost", "/jsj/").status_code == 200
    assert Client(headers={"host": host}).post(path).status_code == 403
    assert get(host, f"{path}admin/").status_code == 403


def test_a_suspended_county_office_takes_no_other_bureau_down(by_path):
    call_command("suspend_bureau", "county", reason="正在核查")
    assert get("county.localhost").status_code == 503
    assert get("county.localhost", "/jsj/").status_code == 200


# --- Prefix, tasks and addresses ----------------------------------------------------------


def test_the_prefix_ends_with_the_request(by_path, monkeypatch):
    connection.set_schema_to_public()
    set_address("czj", path="czj", canonical="path")
    with bureaus.activate("county"):
        before = get_script_prefix()
        for path, name in (("/jsj/", "住房"), ("/czj/", "财政局"), ("/", "人民政府办公室")):
            answer = get("county.localhost", path)
            assert (answer.status_code, name in answer.content.decode()) == (200, True)
            assert get_script_prefix() == before == "/"

        def fail(request, page):
            raise RuntimeError("in the middle of a page")

        monkeypatch.setattr("disclosure_plugin.templatetags.disclosure_tags.frame_of", fail)
        with pytest.raises(RuntimeError):
            get("county.localhost", "/jsj/")
        assert get_script_prefix() == "/"


def test_a_task_makes_the_canonical_addresses(by_path):
    item = ItemFactory(published=True)
    url, public = item.url, page_address(item)
    assert public == f"{COUNTY[:-1]}{url}"
    assert url.startswith("/jsj/")
    assert bureaus.admin_address(f"/jsj/admin/pages/{item.pk}/") == f"{JSJ}admin/pages/{item.pk}/"
    with bureaus.activate("county"):
        assert get_script_prefix() == "/"
        assert bureaus.public_address() == COUNTY
        assert bureaus.admin_address("/admin/") == f"{OFFICE}admin/"
    assert get_script_prefix() == "/jsj/"
    where = {entry.code: (entry.address, entry.admin_address) for entry in bureaus.directory()}
    assert where == {
        "county": (COUNTY, OFFICE),
        "jsj": (f"{COUNTY}jsj/", JSJ),
        "czj": ("http://czj.localhost:8000/",) * 2,
    }
    # The same page says the same address wherever it is made.
    with bureaus.activate("county"):
        body = get("county.localhost", url).content.decode()
    assert f'<link rel="canonical" href="{public}">' in body
    assert '<meta name="SiteDomain" content="county.localhost">' in body
    assert "jsj.localhost" not in body


# --- Everything a page refers to ----------------------------------------------------------

LINKS = re.compile(r'(?:href|src|action)="([^"#]*)')


@pytest.fixture
def whole_site(by_path):
    """The construction bureau with a page of every type, a document and an image."""
    from tests.browser.county_content import make_construction_bureau

    return make_construction_bureau()


def published_file() -> models.PublicFile:
    """The document that a live page of the construction bureau shows."""
    with bureaus.activate("jsj"):
        return models.PublicFile.objects.get(filter_spec="")


def links_of(answer) -> list[str]:
    return [unescape(link) for link in LINKS.findall(answer.content.decode())]


def crawl(start: str, also: list[str]) -> tuple[dict[str, int], set[str]]:
    """Follow every link on every page as a visitor would; none twice, no other site's.

    Returns:
        The status of each address that was asked, and the addresses on other sites.
    """
    asked: dict[str, int] = {}
    elsewhere: set[str] = set()
    waiting = [start, *also]
    while waiting:
        url = waiting.pop().split("#")[0]
        parts = urlsplit(url)
        if url in asked or "/static/" in url:
            continue
        if (parts.scheme, parts.netloc) != urlsplit(start)[:2]:
            elsewhere.add(url)
            continue
        answer = get(parts.netloc, url.partition(parts.netloc)[2])
        asked[url] = answer.status_code
        if answer.status_code == 302:
            waiting.append(urljoin(url, answer["Location"]))
        if answer.streaming:
            b"".join(answer.streaming_content)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [urljoin(url, link) for link in links_of(answer)]
    return asked, elsewhere


def test_a_visitor_below_the_county_never_leaves_the_bureau(whole_site):
    found, elsewhere = crawl(f"{COUNTY}jsj/", [])
    with bureaus.activate("jsj"):
        expected = {page_address(page) for page in Page.objects.filter(depth__gt=1, live=True)}
    assert expected | {f"{COUNTY}jsj/media/{published_file().name}"} <= set(found)
    # The switches for large text and dark colours are there on every page.
    assert len(found) > 2 * len(expected)
    # A number leads on to its page.
    right = {url: 302 if url.startswith(f"{COUNTY}jsj/n/") else 200 for url in found}
    assert found == right
    outside = {url for url in found if not url.startswith(f"{COUNTY}jsj/")}
    assert outside == set()
    # The county's bar, and where one applies online: an editor has entered both.
    entered = {"http://county.localhost/", "https://zwfw.yunling.example/0117"}
    assert {url for url in elsewhere if url.startswith("http")} == entered


def test_the_same_visitor_by_host_is_sent_there_once(whole_site):
    start = get("jsj.localhost", "/")
    assert sent_to(start, 301) == f"{COUNTY}jsj/"
    name = f"/media/{published_file().name}"
    # The admin on this host shows it, and its policy takes files from its own host only.
    assert b"".join(get("jsj.localhost", name).streaming_content).startswith(b"%PDF")
    assert get("county.localhost", name).status_code == 404  # the county's own file, if any


def test_the_page_that_is_not_there_links_into_the_mount(by_path):
    answer = get("county.localhost", "/jsj/nowhere/")
    links = {link for link in links_of(answer) if link.startswith("/")}
    assert "/jsj/" in links
    assert {link for link in links if not link.startswith(("/jsj/", "/static/"))} == set()


@pytest.mark.parametrize(
    ("entered", "target"), [("/new/?a=b", "/jsj/new/?a=b"), ("https://x.example/", None)]
)
def test_a_redirect_is_entered_and_followed_below_the_mount(by_path, entered, target):
    Redirect.objects.create(old_path="/old", redirect_link=entered)
    assert sent_to(get("county.localhost", "/jsj/old/"), 301) == (target or entered)
    assert get("county.localhost", "/old/").status_code == 404
    assert sent_to(get("jsj.localhost", "/old/"), 301) == entered


def test_a_redirect_to_a_page_has_the_prefix_once(by_path):
    item = ItemFactory(published=True)
    Redirect.objects.create(old_path="/old", redirect_page=item, is_permanent=False)
    assert sent_to(get("county.localhost", "/jsj/old"), 302) == item.url


def test_a_missing_slash_is_added_below_the_mount(by_path):
    item = ItemFactory(published=True)
    assert sent_to(get("county.localhost", item.url.rstrip("/")), 301) == item.url


# --- Giving addresses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "values", "sentence"),
    [
        ("nosuch", {"path": "x"}, "There is no bureau nosuch. Bureaus: county, czj, jsj"),
        ("jsj", {"path": "admin"}, "needs the path admin"),
        ("jsj", {"path": "documents"}, "needs the path documents"),
        ("jsj", {"path": "static"}, "needs the path static"),
        ("jsj", {"path": "Js J"}, "lower-case"),
        ("jsj", {"path": "a/b"}, "lower-case"),
        ("jsj", {"path": "局"}, "lower-case"),
        ("jsj", {"path": "a" * 31}, "30"),
        ("jsj", {"path": "czj"}, "Another bureau has this path"),
        ("jsj", {"canonical": "path"}, "without a path"),
        ("jsj", {"canonical": "both"}, "both"),
        ("czj", {"path": ""}, "without a path"),
        ("county", {"path": "county"}, "the site itself"),
        ("county", {"other_hosts": []}, "second host name"),
        ("jsj", {"path": "jsj", "host": "czj.localhost"}, "czj.localhost belongs to 云岭县财政局"),
        ("jsj", {"path": "jsj", "host": "two words"}, "no host name"),
        ("jsj", {"host": ""}, "no host name"),
        ("jsj", {"path": "guide"}, "指南"),
    ],
)
def test_refused_addresses_change_nothing(shared_site, code, values, sentence):
    set_address("czj", path="czj", canonical="path")
    with bureaus.activate("county"):
        models.BureauHomePage.objects.get().add_child(instance=Page(title="指南", slug="guide"))
    before = addresses()
    with override("en"), pytest.raises(CannotSetAddress, match=sentence):
        set_address(code, **values)
    assert addresses() == before


def test_a_path_needs_a_host_for_the_countys_admin(db, settings):
    before = addresses()
    with pytest.raises(CannotSetAddress, match="set_bureau_address county --other-host"):
        set_address("jsj", path="jsj")
    assert addresses() == before
    settings.DISCLOSURE = {**settings.DISCLOSURE, "UNSAFE_ADMIN_ON_SHARED_ORIGIN": True}
    assert set_address("jsj", path="jsj").path == "jsj"


def test_a_new_main_host_keeps_the_old_one_until_it_is_taken_away(db):
    with bureaus.activate("jsj"):
        item = ItemFactory(published=True)
        assert item.full_url.startswith(JSJ)
    call_command("set_bureau_address", "jsj", host="ZJJ.localhost.")
    assert sent_to(get("jsj.localhost", item.url), 301) == f"http://zjj.localhost:8000{item.url}"
    with bureaus.activate("jsj"):
        assert Page.objects.get(pk=item.pk).full_url.startswith("http://zjj.localhost:8000/")
        assert Site.objects.get().hostname == "zjj.localhost"
    set_address("jsj", other_hosts=[])
    assert get("jsj.localhost").status_code == 404
    assert list(BureauDomain.objects.filter(tenant__code="jsj").values_list("domain")) == [
        ("zjj.localhost",)
    ]


def test_a_bureau_is_made_with_its_path_or_not_at_all(shared_site, capsys):
    connection.set_schema_to_public()
    before = addresses()
    with override("en"), pytest.raises(CommandError, match="needs the path media"):
        call_command("create_bureau", "lyj", name="林业局", host="lyj.localhost", path="media")
    assert addresses() == before
    call_command(
        *("create_bureau", "lyj"),
        **{"name": "林业局", "host": "lyj.localhost", "path": "lyj", "canonical": "path"},
    )
    assert sent_to(get("lyj.localhost"), 301) == f"{COUNTY}lyj/"
    assert "林业局" in get("county.localhost", "/lyj/").content.decode()
    connection.set_schema_to_public()
    with pytest.raises(CannotCreateBureau, match="lyj"):
        create_bureau(code="lyj", name="林业局", host="lyj.localhost", path="ly")


def test_no_page_of_the_county_hides_behind_a_bureau(by_path):
    connection.set_schema_to_public()
    with bureaus.activate("county"):
        home = models.BureauHomePage.objects.get()
        made = home.add_child(instance=Page(title="jsj"))
        assert made.slug == "jsj-2"
        with pytest.raises(ValidationError):
            home.add_child(instance=Page(title="建设", slug="jsj"))
        # Deeper, and at other bureaus, it is a slug like any other.
        assert made.add_child(instance=Page(title="jsj", slug="jsj")).slug == "jsj"
        editor = sign_in(UserFactory(is_superuser=True), "office.localhost")
        copy = {"new_title": "建设", "new_slug": "jsj", "new_parent_page": home.pk}
        answer = editor.post(f"/admin/pages/{made.pk}/copy/", copy)
        assert sent_to(answer, 302) == f"/admin/pages/{made.pk}/copy/"
    with bureaus.activate("county"):
        assert not Page.objects.child_of(home).filter(slug="jsj").exists()
    with bureaus.activate("czj"):
        home = models.BureauHomePage.objects.get()
        assert home.add_child(instance=Page(title="jsj", slug="jsj")).slug == "jsj"
