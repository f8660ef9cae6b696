"""What nobody may find in the archive: another bureau's, what is examined, what is not public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from disclosure_plugin import bureaus
from disclosure_plugin.actions.registering import make_void
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.snapshots.models import Capture, Snapshot, SnapshotRedaction
from disclosure_plugin.tenancy.addresses import set_address
from tests.factories.pages import ItemFactory
from tests.factories.removals import taken_down, withdrawn
from tests.factories.users import UserFactory, sign_in

from .conftest import ARCHIVE, body_of, get, moment_of, redact_now, replay_of, soup_of, take

pytestmark = pytest.mark.long

CANARY = "金丝雀身份证330102"


@pytest.fixture
def secret(column):
    return ItemFactory(
        parent=column,
        title=f"{CANARY}的处罚决定",
        abstract=f"{CANARY}",
        body=[("text", f"<p>{CANARY}</p>")],
        published=True,
    )


def everything(snapshot: Snapshot, page, moments: dict[str, str]) -> list[str]:
    """Every address of the archive that could hold something of a page."""
    number = RegisterEntry.objects.get(page=page.pk, bureau="jsj").number
    home = Site.objects.get().root_url + "/"
    urls = [
        page.full_url,
        home,
        page.get_parent().full_url,
        f"{home}register/",
        f"{home}n/{number}",
    ]
    return [
        ARCHIVE,
        f"{ARCHIVE}snapshots/{snapshot.pk}/",
        f"{ARCHIVE}snapshots/{snapshot.pk}/snapshot.wacz",
        f"{ARCHIVE}page/{page.pk}/",
        f"{ARCHIVE}page/{page.slug}/",
        f"{ARCHIVE}page/{page.slug}/compare/",
        *(
            f"{ARCHIVE}{moment}{how}/{url}"
            for moment in moments.values()
            for how in ("", "id_", "mp_")
            for url in urls
        ),
    ]


def moments(page, snapshot: Snapshot) -> dict[str, str]:
    return {"then": moment_of(page, snapshot), "now": f"{timezone.now():%Y}1231235959"}


def test_another_bureaus_archive_is_not_there(item):
    snapshot, key = take(), item.pk
    asked = everything(snapshot, item, moments(item, snapshot))
    for address in asked[1:]:
        answer = get(address, code="czj", status=404)
        assert item.title not in answer.text_of_page
    assert item.title not in get(ARCHIVE, code="czj").text_of_page
    # The county office's register names it, its archive does not.
    for address in asked[1:]:
        get(address, code="county", status=404)
    assert key == item.pk


def test_another_bureaus_archive_is_not_there_by_path(item, settings):
    set_address("county", other_hosts=["office.localhost"])
    set_address("czj", path="czj", canonical="path")
    snapshot = take()
    asked = everything(snapshot, item, moments(item, snapshot))
    for address in asked[1:]:
        get(f"/czj{address}", code="county", status=404)
    empty = get(f"/czj{ARCHIVE}", code="county")
    assert "还没有快照" in empty.text_of_page
    assert 'href="/czj/archive/' in empty.body.decode()
    Site.clear_site_root_paths_cache()


def test_what_is_under_examination_is_nowhere(secret):
    snapshot = take()
    asked = everything(snapshot, secret, moments(secret, snapshot))
    assert any(CANARY in get(address).text_of_page for address in asked)
    taken_down(secret)
    for address in asked:
        answer = Client().get(address, headers={"host": "jsj.localhost"})
        body = body_of(answer)
        assert CANARY.encode() not in body, address
        assert answer.status_code in (404, 410, 451) or address == ARCHIVE, address
    assert get(asked[1], status=451).text_of_page.count("核查中") >= 1
    get(asked[2], status=451)
    get(asked[3], status=410)
    get(asked[4], status=410)
    get(asked[5], status=410)
    assert "核查中" in get(ARCHIVE).text_of_page


def test_nor_is_what_only_refers_to_a_snapshot_under_examination(secret, column):
    other = ItemFactory(parent=column, title="留下的一件", published=True)
    take()
    later = take()
    taken_down(secret)
    # The later one is free again; the bytes it refers to lie in the earlier one.
    SnapshotRedaction.objects.filter(snapshot=later).delete()
    get(replay_of(other, later), status=404)
    assert soup_of(f"{ARCHIVE}page/{other.slug}/").select(".versions") == []
    assert soup_of(f"{ARCHIVE}snapshots/{later.pk}/").select(".captured a") == []


def test_after_the_redaction_the_rows_are_gone_and_the_rest_is_back(
    secret, column, django_capture_on_commit_callbacks
):
    other = ItemFactory(parent=column, title="留下的一件", published=True)
    snapshot = take()
    asked = everything(snapshot, secret, moments(secret, snapshot))
    place = replay_of(other, snapshot)
    taken_down(secret)
    get(place, status=404)
    assert redact_now(django_capture_on_commit_callbacks) >= 1
    assert not Capture.objects.filter(response__url=secret.full_url).exists()
    assert "留下的一件" in get(place).text_of_page
    for address in asked:
        answer = Client().get(address, headers={"host": "jsj.localhost"})
        body = body_of(answer)
        assert CANARY.encode() not in body, address
    get(f"{ARCHIVE}page/{secret.slug}/", status=410)
    assert "已删减" in get(ARCHIVE).text_of_page
    listed = soup_of(f"{ARCHIVE}snapshots/{snapshot.pk}/").select(".captured a")
    assert "留下的一件" in [one.get_text() for one in listed]


def test_a_later_answer_of_the_address_is_shown_but_not_its_title(
    secret, django_capture_on_commit_callbacks
):
    take()
    taken_down(secret)
    redact_now(django_capture_on_commit_callbacks)
    take()
    answer = get(f"{ARCHIVE}{timezone.now():%Y}1231235959/{secret.full_url}", status=410)
    assert CANARY not in answer.text_of_page


def test_drafts_and_what_is_to_come_were_never_public(column):
    tomorrow = timezone.now() + timedelta(days=1)
    draft = ItemFactory(parent=column, title=CANARY)
    future = ItemFactory(parent=column, title=CANARY, go_live_at=tomorrow, published=True)
    closed = ItemFactory(
        parent=column, title=CANARY, published=True, restriction={"restriction_type": "login"}
    )
    take()
    for page in (draft, future, closed):
        get(f"{ARCHIVE}page/{page.pk}/", status=404)
        get(f"{ARCHIVE}page/{page.slug}/compare/", status=404)
    assert not Capture.objects.filter(response__page__in=[draft.pk, future.pk, closed.pk]).exists()


def test_what_not_everybody_may_see_any_more_has_no_versions(item):
    snapshot = take()
    asked = [
        f"{ARCHIVE}page/{item.slug}/",
        replay_of(item, snapshot),
        replay_of(item, snapshot, "id_"),
    ]
    for address in asked:
        get(address)
    # Not as an editor does it: that is refused for what is disclosed.
    closed = PageViewRestriction(page=item.get_parent(), restriction_type="login")
    PageViewRestriction.objects.bulk_create([closed])
    for address in asked:
        get(address, status=404)
    assert item.title not in soup_of(f"{ARCHIVE}snapshots/{snapshot.pk}/").get_text()


def test_a_void_number_shows_nothing_of_what_it_was(item):
    take()
    entry = RegisterEntry.objects.get(bureau="jsj", page=item.pk)
    item.unpublish()
    make_void(entry.number, reason="重复登记。")
    assert item.title not in get(f"{ARCHIVE}page/{item.slug}/", status=410).text_of_page


def test_what_was_withdrawn_is_listed_and_says_so(item):
    snapshot = take()
    withdrawn(item)
    text = get(f"{ARCHIVE}page/{item.slug}/").text_of_page
    assert "已于" in text
    assert "撤回" in text
    assert "撤回" in get(replay_of(item, snapshot)).text_of_page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("?year=1999", 400),
        ("?year=abc", 400),
        ("?year=%00", 400),
        ("?year=99999999999999999999", 400),
        ("snapshots/0/", 404),
        ("snapshots/99999999999999999999999/", 404),
        ("snapshots/99999999999999999999999/snapshot.wacz", 404),
        ("snapshots/-1/", 404),
        ("snapshots/x/", 404),
        ("page/0/", 404),
        ("page/99999999999999999999999/", 404),
        ("page/nosuch/", 404),
        ("page/%00/", 404),
        ("page/..%2f..%2f/", 404),
        ("page/nosuch/compare/?from=x", 404),
        ("20261301000000/http://jsj.localhost/", 400),
        ("20261126250000/http://jsj.localhost/", 400),
        ("00000000000000/http://jsj.localhost/", 400),
        ("2026/http://jsj.localhost/", 404),
        ("٢٠٢٦١١٢٦٠٠٠٠٠٠/http://jsj.localhost/", 404),
        ("20261126000000xx_/http://jsj.localhost/", 404),
        ("20261126000000/", 404),
        ("20261126000000/x", 400),
        ("20261126000000/javascript:alert(1)", 400),
        ("20261126000000/file:///etc/passwd", 400),
        ("20261126000000/http://", 400),
        ("20261126000000/http://user:secret@jsj.localhost/", 400),
        ("20261126000000/http://[::1/", 400),
        ("20261126000000/http://jsj.localhost:port/", 400),
        ("20261126000000/http://%00/", 400),
        ("20261126000000/http://jsj.localhost/../../etc/passwd", 404),
        ("20261126000000/http://jsj.localhost/%2e%2e/%2e%2e/", 404),
        ("20261126000000/http://jsj.localhost/%00", 404),
        ("20261126000000/http://jsj.localhost/%ff%fe", 404),
        ("20261126000000/http://jsj.localhost/?q=%ff%00", 404),
        ("20261126000000/http://jsj.localhost/?" + "a" * 1000, 404),
        ("20261126000000/http://jsj.localhost/" + "a" * 1000, 404),
        ("20261126000000/http://jsj.localhost/" + "a" * 3000, 400),
        ("20261126000000/http:/jsj.localhost/", 404),
        ("20261126000000id_/http://jsj.localhost/", 404),
        ("20261126000000/https://another.example/", 404),
    ],
)
def test_what_cannot_be_asked_gets_a_sentence(storage, address, status):
    answer = get(f"{ARCHIVE}{address}", status=status)
    assert len(answer.text_of_page) > 20
    assert "Set-Cookie" not in answer.headers


def test_an_address_of_another_site_is_no_link(storage):
    soup = soup_of(f"{ARCHIVE}20261126000000/https://evil.example/x", status=404)
    assert "https://evil.example/x" in soup.get_text()
    assert [link for link in soup.select("a") if "evil.example" in link["href"]] == []


def test_nothing_can_be_sent(item):
    snapshot = take()
    for address in everything(snapshot, item, moments(item, snapshot)):
        for method in ("post", "put", "delete", "patch"):
            answer = getattr(Client(), method)(address, headers={"host": "jsj.localhost"})
            assert answer.status_code == 405, (method, address)


def test_credentials_make_no_difference(item):
    snapshot = take()
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    for address in everything(snapshot, item, moments(item, snapshot)):
        stranger, answer = (
            client.get(address, headers={"host": "jsj.localhost"}) for client in (Client(), editor)
        )
        assert answer.status_code == stranger.status_code, address
        assert body_of(answer) == body_of(stranger), address
        assert "Set-Cookie" not in answer.headers


def test_the_archive_is_not_in_the_archive(item):
    snapshot = take()
    urls = set(Capture.objects.filter(snapshot=snapshot).values_list("response__url", flat=True))
    assert item.full_url in urls
    assert [url for url in urls if "/archive/" in url] == []
    assert f'href="/archive/page/{item.slug}/"' in get(item.url).body.decode()


def test_search_engines_keep_the_calendar_alone(two_versions, item):
    first, _second = two_versions
    assert get(ARCHIVE)["X-Robots-Tag"] == "index, follow"
    for address in everything(first, item, moments(item, first))[1:]:
        answer = Client().get(address, headers={"host": "jsj.localhost"})
        body_of(answer)
        if answer.status_code == 200:
            assert answer["X-Robots-Tag"] == "noindex", address


def test_nobody_keeps_what_a_take_down_stops(two_versions, item):
    first, _second = two_versions
    for address in everything(first, item, moments(item, first)):
        answer = Client().get(address, headers={"host": "jsj.localhost"})
        body_of(answer)
        if answer.status_code != 404:
            assert answer["Cache-Control"] == "no-cache", address


def test_a_page_is_the_same_bytes_whatever_is_in_the_archive(item):
    before = get(item.url).body
    take()
    assert get(item.url).body == before


def test_the_bureau_of_the_request_is_left_again(item):
    take()
    connection.set_schema_to_public()
    get(ARCHIVE)
    with bureaus.activate("czj"):
        assert not DisclosureItemPage.objects.exists()
