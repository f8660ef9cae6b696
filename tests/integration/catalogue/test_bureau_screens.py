"""A bureau reads its catalogue, answers rows with items, and visitors see what answers them."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client

from disclosure_plugin import bureaus
from disclosure_plugin.actions import inbox
from disclosure_plugin.actions.catalogue_pushing import push
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS, STAFF
from disclosure_plugin.documents.spreadsheets import read_spreadsheet
from disclosure_plugin.domain.catalogue_states import RowState
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.queries.held_catalogues import public_catalogues, rows_with_standing
from disclosure_plugin.register.models import Catalogue, CatalogueRow
from disclosure_plugin.snapshots.capture import PublicSite
from tests.factories.forms import form_of
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.reviews import publish
from tests.factories.users import UserFactory, sign_in

OURS = "/admin/disclosure/catalogue/"


@pytest.fixture
def column(jsj):
    push(Catalogue.objects.get(code="construction").pk, to=["jsj"], by="张三")
    inbox.take_in()
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def editor(column):
    return sign_in(UserFactory(role=EDITORS), "jsj.localhost")


def state_of(code: str):
    return {one.row.code: one.standing.state for one in rows_with_standing()}[code]


def test_a_row_is_answered_by_the_item_that_is_tied_to_it(column):
    assert state_of("zs-01") is RowState.NOTHING
    ItemFactory(parent=column, published=True, catalogue_row="zs-01")
    assert state_of("zs-01") is RowState.FINE
    assert state_of("zs-02") is RowState.NOTHING


def test_a_draft_is_late_when_its_limit_is_over_and_counts_by_what_was_saved_last(column):
    item = ItemFactory(parent=column, formed_on=date(2026, 3, 4))
    assert state_of("zs-01") is RowState.NOTHING
    item.catalogue_row = "zs-01"
    item.save_revision()  # the page's own columns know nothing of it
    assert DisclosureItemPage.objects.get(pk=item.pk).catalogue_row == ""
    assert state_of("zs-01") is RowState.LATE
    item.formed_on = None
    item.save_revision(clean=False)
    assert state_of("zs-01") is RowState.NOTHING


def test_what_was_withdrawn_answers_no_row_and_makes_none_late(column):
    item = ItemFactory(
        parent=column, published=True, catalogue_row="zs-01", formed_on=date(2026, 3, 4)
    )
    item.unpublish()
    assert state_of("zs-01") is RowState.NOTHING


def test_everybody_of_the_bureau_reads_the_catalogue_and_filters_it(column, editor):
    ItemFactory(parent=column, published=True, catalogue_row="zs-01", title="征收法规汇编")
    shown = editor.get(OURS)
    assert shown.status_code == 200
    assert "征收法规汇编" in shown.content.decode()
    fine = editor.get(f"{OURS}?state=fine")
    assert [one["row"].code for one in fine.context["rows"]] == ["zs-01"]
    words = editor.get(f"{OURS}?q=公租房")
    assert {one["row"].level_one for one in words.context["rows"]} == {"保障性住房"}
    assert editor.get(f"{OURS}?state=nonsense").status_code == 200
    reviewer = sign_in(UserFactory(role=REVIEWERS), "jsj.localhost")
    assert reviewer.get(OURS).status_code == 200
    assert reviewer.get(f"{OURS}zs-01/new/").status_code == 302  # may make no item
    assert Client(headers={"host": "jsj.localhost"}).get(OURS).status_code == 302


def test_what_answers_a_row_is_named_to_who_may_see_it(column, editor):
    group = Group.objects.create(name="局领导")
    ItemFactory(parent=column, catalogue_row="zs-01", title="草稿汇编")
    ItemFactory(
        parent=column, published=True, catalogue_row="zs-01", title="领导的汇编",
        audience="group", audience_group=group,
    )  # fmt: skip
    public = ItemFactory(parent=column, published=True, catalogue_row="zs-01", title="公开的汇编")
    public.title = "没有公开的新标题"
    public.save_revision()
    hidden = ("草稿汇编", "领导的汇编", "没有公开的新标题")
    reader = sign_in(UserFactory(role=STAFF), "jsj.localhost")
    shown = reader.get(OURS).content.decode()
    assert [one for one in hidden if one in shown] == []
    assert "公开的汇编" in shown
    shown = editor.get(OURS).content.decode()
    assert [one for one in hidden if one in shown] == list(hidden)


def test_an_item_is_made_for_a_row(column, editor):
    chosen = editor.get(f"{OURS}zs-06/new/")
    [one] = chosen.context["columns"]
    address = one["kinds"][0]["url"]
    form = editor.get(address)
    assert '<option value="zs-06" selected>' in form.content.decode()
    # And one that is made for none after it is tied to none.
    plain = editor.get(address.partition("?")[0]).content.decode()
    assert '<option value="zs-06" selected>' not in plain
    assert '<option value="zs-06">' in plain
    assert editor.get(f"{OURS}none/new/").status_code == 404
    assert editor.get(address.replace("zs-06", "%00")).status_code == 200
    assert "selected>none" not in editor.get(address.replace("zs-06", "none")).content.decode()


def test_the_editor_shows_what_the_chosen_row_asks_for(column, editor):
    item = ItemFactory(parent=column, catalogue_row="zs-08")
    shown = editor.get(f"/admin/pages/{item.pk}/edit/").content.decode()
    assert "<strong>行政复议、行政诉讼权利</strong>" in shown
    answer = editor.post(
        f"/admin/pages/{item.pk}/edit/", form_of(item, catalogue_row="zs-03", slug=item.slug)
    )
    assert answer.status_code in (200, 302)
    saved = DisclosureItemPage.objects.get(pk=item.pk).get_latest_revision_as_object()
    assert saved.catalogue_row == "zs-03"


def test_a_row_the_bureau_has_not_cannot_be_chosen(column):
    item = ItemFactory(parent=column)
    item.catalogue_row = "art20-01"  # of a catalogue that went to nobody
    with pytest.raises(ValidationError) as refused:
        item.full_clean()
    assert list(refused.value.message_dict) == ["catalogue_row"]


def test_a_dropped_row_can_still_be_seen_on_its_items_and_not_chosen_anew(column, editor):
    item = ItemFactory(parent=column, published=True, catalogue_row="zs-01")
    other = ItemFactory(parent=column)
    CatalogueRow.objects.filter(code="zs-01").delete()
    push(Catalogue.objects.get(code="construction").pk, to=["jsj"], by="张三")
    inbox.take_in()
    assert state_of("zs-01") is RowState.NO_LONGER_REQUIRED
    assert 'value="zs-01" selected' in editor.get(f"/admin/pages/{item.pk}/edit/").content.decode()
    assert 'value="zs-01"' not in editor.get(f"/admin/pages/{other.pk}/edit/").content.decode()


def test_the_row_is_part_of_what_is_approved(column):
    item = ItemFactory(parent=column, published=True, catalogue_row="zs-01")
    first = item.register_entry.content_hash
    item.catalogue_row = "zs-02"
    publish(item)
    assert item.register_entry.content_hash != first


def visitor(host="jsj.localhost"):
    return Client(headers={"host": host})


def test_visitors_see_the_rows_with_what_answers_them_and_no_draft(column):
    ItemFactory(parent=column, published=True, catalogue_row="zs-01", title="公开的汇编")
    ItemFactory(parent=column, catalogue_row="zs-01", title="草稿汇编")
    shown = visitor().get("/catalogue/")
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "公开的汇编" in text
    assert "草稿汇编" not in text
    assert "凭记忆" not in text
    assert visitor().get("/catalogue/").content == shown.content
    assert "/catalogue/" in visitor().get("/register/").content.decode()


def test_the_public_table_has_the_rows_without_remarks(column):
    for kind in ("csv", "xlsx"):
        answer = visitor().get(f"/catalogue/construction.{kind}")
        assert answer.content == visitor().get(f"/catalogue/construction.{kind}").content
        [sheet] = read_spreadsheet(answer.content, f"a.{kind}").sheets
        assert len(sheet.rows) == 57
        assert not any("凭记忆" in text for line in sheet.rows for text in line.cells.values())
    assert visitor().get("/catalogue/general.csv").status_code == 404


def test_a_whole_snapshot_walks_to_the_catalogue_and_its_files(
    column, static_files, keep_the_test_transaction
):
    site = PublicSite(whole=True)
    root = bureaus.public_address()
    from_register = set(site.leads_to(site.fetch(f"{root}register/")))
    assert f"{root}catalogue/" in from_register
    from_catalogue = set(site.leads_to(site.fetch(f"{root}catalogue/")))
    assert {f"{root}catalogue/construction.{kind}" for kind in ("csv", "xlsx")} <= from_catalogue


def test_another_bureau_has_no_catalogue_and_sees_none_of_this_one(column):
    ItemFactory(parent=column, published=True, catalogue_row="zs-01")
    assert visitor("czj.localhost").get("/catalogue/").status_code == 404
    assert visitor("czj.localhost").get("/catalogue/construction.csv").status_code == 404
    assert "/catalogue/" not in visitor("czj.localhost").get("/register/").content.decode()
    with bureaus.activate("czj"):
        assert rows_with_standing() == []
        assert public_catalogues() == []
        client = sign_in(UserFactory(role=EDITORS), "czj.localhost")
    assert client.get(f"{OURS}zs-01/new/").status_code == 404
