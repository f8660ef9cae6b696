"""What comes from the cache is what would be rendered, and only what everybody gets alike."""

import socket
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from wagtail import hooks
from wagtail.models import PageViewRestriction, Site

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.site import page_cache as cache_module
from disclosure_plugin.site.page_store import page_store
from disclosure_plugin.tenancy.addresses import set_address
from tests.factories.pages import CommitmentListFactory, ItemFactory, SummaryFactory
from tests.factories.reviews import publish
from tests.factories.users import UserFactory, sign_in

from .conftest import HOST, get, page_cache, warm

VALIDATORS = {"ETag", "Cache-Control"}


@pytest.fixture
def pages(item):
    """One page of every type."""
    pages = {
        "home": models.BureauHomePage.objects.get(),
        "board": item.get_parent().get_parent(),
        "column": item.get_parent(),
        "item": item,
        "commitments": CommitmentListFactory(published=True),
        "summary": SummaryFactory(published=True),
    }
    return {name: page.url for name, page in pages.items()}


@pytest.mark.parametrize("name", ["home", "board", "column", "item", "commitments", "summary"])
@pytest.mark.parametrize("query", ["", "?view=large", "?theme=dark&view=standard"])
def test_every_page_from_the_cache_is_byte_for_byte_what_is_rendered(pages, kept, name, query):
    address = f"{pages[name]}{query}"
    with page_cache(""):
        rendered = get(address)
    first, second = get(address), warm(address)
    assert rendered.status_code == 200
    assert not first.from_cache
    assert first.content == second.content == rendered.content
    assert dict(first.headers) == dict(second.headers)
    without = {name: value for name, value in second.items() if name not in VALIDATORS}
    assert without == dict(rendered.headers)
    assert second["Cache-Control"] == "no-cache"


def test_a_browser_that_has_the_page_gets_a_line_until_it_changes(item, kept):
    tag = warm(item.url)["ETag"]
    same = get(item.url, if_none_match=tag)
    assert (same.status_code, same.content, same.from_cache) == (304, b"", True)
    assert same["ETag"] == tag
    assert "frame-ancestors 'none'" in same["Content-Security-Policy"]
    item.title = "改了标题"
    publish(item)
    changed = get(item.url, if_none_match=tag)
    assert (changed.status_code, changed.from_cache) == (200, False)
    assert changed["ETag"] != tag
    assert get(item.url, if_none_match=changed["ETag"]).status_code == 304


def test_the_front_server_is_told_nothing_unless_it_is_ours(item, kept):
    assert "X-Accel-Expires" not in warm(item.url).headers


def test_the_front_server_may_keep_what_comes_from_the_cache_for_a_second(item, kept, settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "FRONT_SERVER_KEEPS_PAGES": True}
    assert "X-Accel-Expires" not in get(item.url).headers  # rendering it may have taken long
    answer = warm(item.url)
    assert answer["X-Accel-Expires"] == "1"
    assert answer["Cache-Control"] == "no-cache"
    assert "X-Accel-Expires" not in get("/no/such/page/").headers


def test_the_front_server_keeps_nothing_that_is_about_to_expire(item, kept, settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "FRONT_SERVER_KEEPS_PAGES": True}
    item.expire_at = timezone.now() + timedelta(seconds=1.9)
    item.save()
    assert warm(item.url)["X-Accel-Expires"] == "0"


def test_head_is_answered_from_the_page_and_keeps_none(item, kept):
    assert not get(item.url, method="head").from_cache
    assert not get(item.url, method="head").from_cache
    page = warm(item.url)
    head = get(item.url, method="head")
    assert head.from_cache
    assert head.content == b""
    assert dict(head.headers) == dict(page.headers)


def test_who_is_signed_in_gets_and_leaves_nothing(item, kept):
    editor = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
    assert not get(item.url, client=editor).from_cache
    assert not get(item.url).from_cache  # nothing was left by the editor's visit
    assert get(item.url).from_cache
    assert not get(item.url, client=editor).from_cache
    assert not get(item.url, cookie="sessionid_jsj=invented").from_cache
    assert not get(item.url, authorization="Bearer anything").from_cache
    assert not get(item.url, method="post").from_cache


def test_a_preview_of_a_draft_is_neither_answered_nor_kept(item, kept):
    warm(item.url)
    item.title = "还没有公开的标题"
    item.save_revision()
    editor = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
    preview = get(f"/admin/pages/{item.pk}/view_draft/", client=editor)
    assert "还没有公开的标题" in preview.content.decode()
    assert "还没有公开的标题" not in warm(item.url).content.decode()


@pytest.mark.parametrize("kind", ["login", "password"])
def test_a_restricted_page_is_not_kept_for_whoever_may_see_it(jsj, kept, kind):
    item = ItemFactory(
        published=True, restriction={"restriction_type": kind, "password": "geheim1234"}
    )
    visitor = Client()
    for _time in range(3):
        answer = get(item.url, client=visitor)
        assert not answer.from_cache
        assert "占用城市道路" not in answer.content.decode()
    if kind == "password":
        form = {"password": "geheim1234", "return_url": item.url}
        restriction = PageViewRestriction.objects.get()
        sent = visitor.post(
            f"/_util/authenticate_with_password/{restriction.pk}/{item.pk}/",
            form,
            headers={"host": HOST},
        )
        assert sent.status_code == 302
        assert "占用城市道路" in get(item.url, client=visitor).content.decode()
        assert "占用城市道路" not in get(item.url).content.decode()


def _with_cookie(response):
    response.set_cookie("seen", "1")


def _for_a_language(response):
    patch_vary_headers(response, ["Accept-Language"])


def _for_one(response):
    response["Cache-Control"] = "private, max-age=60"


def _too_long(response):
    response.content = b"x" * (cache_module.MAX_BYTES + 1)


@pytest.mark.parametrize("change", [_with_cookie, _for_a_language, _for_one, _too_long])
def test_an_answer_that_is_not_for_everybody_is_not_kept(item, kept, change):
    def changed(chain):
        def serve(page, request, args, kwargs):
            response = chain(page, request, args, kwargs).render()
            change(response)
            return response

        return serve

    with hooks.register_temporarily("on_serve_page", changed):
        for _time in range(3):
            assert not get(item.url).from_cache
    assert kept.dbsize() == 0


def test_what_is_no_page_is_not_kept(item, kept, monkeypatch):
    redirected = models.DisclosureItemPage.objects.get().url
    for path in ("/nowhere/", "/admin/login/", "/media/images/nothing/", f"{redirected}?x=1"):
        for _time in range(2):
            assert not get(path).from_cache
    with hooks.register_temporarily(
        "before_serve_page", lambda *arguments: HttpResponse("gone", status=410)
    ):
        assert get(item.url).status_code == 410
    assert kept.dbsize() == 0


QUERIES = [
    ("view=large&theme=dark", "theme=dark&view=large"),
    ("view=large", "from=timeline&isappinstalled=0&view=large"),
    ("", "utm_source=x"),
]


@pytest.mark.parametrize(("one", "other"), QUERIES)
def test_two_spellings_of_a_query_are_one_page(item, kept, one, other):
    with page_cache(""):
        assert get(f"{item.url}?{one}").content == get(f"{item.url}?{other}").content
    warm(f"{item.url}?{one}")
    assert get(f"{item.url}?{other}").from_cache
    assert kept.dbsize() == 1


@pytest.mark.parametrize(
    "query",
    [
        "x=1",
        "view=huge",
        "view=",
        "view=large&view=standard",
        "page=0",
        "page=100",
        "page=%D9%A3",
        "view=large%00",
        "theme=dark&" + "from=x&" * 60,
        ";",
        "%",
    ],
)
def test_a_query_nobody_knows_makes_no_new_key(item, kept, query):
    for _time in range(2):
        answer = get(f"{item.url}?{query}")
        assert (answer.status_code, answer.from_cache) == (200, False)
    assert kept.dbsize() == 0


def test_a_host_spelt_otherwise_makes_no_new_key(item, kept):
    page = warm(item.url)
    for host in ("JSJ.localhost", "jsj.localhost.", "jsj.localhost:81", "jsj.localhost:8080"):
        for _time in range(2):
            answer = get(item.url, host=host)
            assert (answer.content, answer.from_cache) == (page.content, False)
    for name in ("x_forwarded_host", "forwarded", "x_host", "x_forwarded_proto", "x_original_url"):
        answer = get(item.url, **{name: "czj.localhost"})
        assert (answer.content, answer.from_cache) == (page.content, True)
    assert kept.dbsize() == 1


def test_the_same_address_at_two_bureaus_is_two_pages(kept):
    addresses, words = {}, {"jsj": "建设局的秘密", "czj": "财政局的秘密"}
    for code, title in words.items():
        with bureaus.activate(code):
            item = ItemFactory(published=True, title=title, slug="same")
            addresses[code] = item.url.split("/", 3)[-1] if "://" in item.url else item.url[1:]
    for _time in range(3):
        for code in words:
            shown = get(f"/{addresses[code]}", host=f"{code}.localhost").content.decode()
            assert [one in shown for one in words.values()] == [one == code for one in words]


def test_a_bureau_below_the_countys_path_is_kept_there_and_nowhere_else(item, kept):
    set_address("county", other_hosts=["office.localhost"])
    set_address("jsj", path="jsj", canonical="path")
    with bureaus.activate("jsj"):
        Site.clear_site_root_paths_cache()
    below = f"/jsj/{item.get_url_parts()[2].lstrip('/')}".replace("/jsj/jsj/", "/jsj/")
    page = warm(below, host="county.localhost")
    with page_cache(""):
        assert get(below, host="county.localhost").content == page.content
    # At its own host it is not at home, and sends visitors on each time.
    for _time in range(2):
        away = get(below.removeprefix("/jsj"))
        assert (away.status_code, away.from_cache) == (301, False)
    set_address("jsj", path="jsj", canonical="host")
    assert get(below, host="county.localhost").status_code == 301
    with bureaus.activate("jsj"):
        Site.clear_site_root_paths_cache()


@contextmanager
def redis_away(url: str):
    """Both the page cache and Django's cache look for their Redis there."""
    page_store.cache_clear()
    away = {**settings.CACHES["default"], "LOCATION": url}
    with page_cache(url), override_settings(CACHES={"default": away}):
        yield
    page_store.cache_clear()


def test_without_redis_pages_are_rendered_and_nobody_waits_long(item, kept, caplog):
    with redis_away("redis://127.0.0.1:1/0"):
        begin = time.perf_counter()
        answers = [get(item.url) for _time in range(5)]
        assert time.perf_counter() - begin < 3
    # From the second on this process has it itself.
    assert [one.status_code for one in answers] == [200] * 5
    assert [one.from_cache for one in answers] == [False, True, True, True, True]
    # Once it has failed it is left alone for a while.
    told = [one.getMessage().partition(":")[0] for one in caplog.records]
    assert sorted(one for one in told if one in ("Cache", "Page cache")) == ["Cache", "Page cache"]


def test_a_redis_that_does_not_answer_is_not_waited_for(item, kept):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and says nothing
        port = silent.getsockname()[1]
        with redis_away(f"redis://127.0.0.1:{port}/0"):
            begin = time.perf_counter()
            answers = [get(item.url) for _time in range(3)]
            assert time.perf_counter() - begin < 2
    assert [one.status_code for one in answers] == [200] * 3
    assert [one.from_cache for one in answers] == [False, True, True]


def test_what_must_be_forgotten_is_not_passed_over_without_redis(item, kept):
    with redis_away("redis://127.0.0.1:1/0"), pytest.raises(redis.ConnectionError):
        cache.delete("anything")


def test_a_key_that_redis_evicts_or_spoils_is_rendered_again(item, kept):
    page = warm(item.url)
    [key] = kept.keys()
    assert 0 < kept.pttl(key) <= 600_000
    kept.delete(key)
    page_store.cache_clear()  # as in another process
    assert not get(item.url).from_cache
    for spoilt in (b"", b"{", b"[]\n", b'{"place": 1}\nx', b"\xff\n"):
        kept.set(key, spoilt)
        page_store.cache_clear()
        answer = get(item.url)
        assert (answer.status_code, answer.content) == (200, page.content)
        assert not answer.from_cache
    page_store.cache_clear()
    assert get(item.url).from_cache


def test_what_this_process_gave_out_it_has_without_redis(item, kept):
    page = warm(item.url)
    kept.flushdb()
    answer = get(item.url)
    assert (answer.from_cache, answer.content) == (True, page.content)


def test_what_another_process_has_rendered_since_is_taken_from_there(item, kept, url, monkeypatch):
    ours, before = page_store(url), warm(item.url)
    item.title = item.draft_title = "另一个进程已经渲染过的标题"
    item.save()
    page_store.cache_clear()  # the other process
    after = warm(item.url)
    assert before.content != after.content
    monkeypatch.setattr(cache_module, "page_store", lambda url: ours)
    answer = get(item.url)
    assert (answer.from_cache, answer.content) == (True, after.content)


def test_what_this_process_has_ends_as_what_redis_has(item, kept, url, monkeypatch):
    ours = page_store(url)
    warm(item.url)
    kept.flushdb()
    item.unpublish()
    monkeypatch.setattr(cache_module, "page_store", lambda url: ours)
    answer = get(item.url)
    assert (answer.status_code, answer.from_cache) == (410, False)
    assert not ours._near._pages


def test_a_take_down_leaves_nothing_here_either(item, kept, url):
    warm(item.url)
    page_store(url).forget_all()
    assert not page_store(url)._near._pages
    assert not get(item.url).from_cache
