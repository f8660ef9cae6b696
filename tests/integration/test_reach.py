"""A bureau reached by host and by path: one address is canonical, the other leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_script_prefix
from wagtail.models import PageViewRestriction, Site

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.site.addresses import page_address
from disclosure_plugin.tenancy.addresses import set_address
from disclosure_plugin.tenancy.models import Bureau, BureauDomain
from tests.factories.pages import ItemFactory
from tests.factories.users import PASSWORD, UserFactory, sign_in

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
        assert sent_to(get(host, "/a/?b=c"), 301) == "http://finance.localhost:8000/a/?b=c"
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
    item = ItemFactory(published=True)
    PageViewRestriction.objects.create(
        page=item, restriction_type="password", password="only-for-tests"
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
