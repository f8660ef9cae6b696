"""Structured items are disclosed like everything else: hashed, checked, found, withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import models as fields
from django.test import Client
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.actions.checking import check_content
from disclosure_plugin.actions.content_hash import content_hash
from disclosure_plugin.domain.personal_data import Kind
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models.uploads import current_versions
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.snapshots.models import Snapshot
from disclosure_plugin.tenancy.admin.counting import live_items
from disclosure_plugin.tenancy.models import Bureau
from tests.factories.pages import ServiceProcedureFactory
from tests.factories.personal_data import people
from tests.factories.removals import taken_down, withdrawn
from tests.factories.reviews import publish
from tests.factories.structured import STRUCTURED
from tests.factories.uploads import DocumentFactory, pdf

HOST = "jsj.localhost"
ID_NUMBER = people(1)[0][2]


def get(path: str):
    return Client().get(path, headers={"host": HOST})


def hashed(page) -> str:
    revision = page.save_revision()
    return content_hash(revision, current_versions(revision.as_object()))


def own_texts(model) -> list[str]:
    """Names of the fields in which an editor of this type writes words of their own."""
    given = {"slug", "url_path", "draft_title", "seo_title", "search_description", "path"}
    given.add("catalogue_row")  # chosen from a list
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, fields.CharField | fields.TextField)
        and not isinstance(field, StreamField)
        and not field.choices
        and field.name not in given
        and field.editable
    ]


def child_texts(model) -> list[tuple[str, str]]:
    return [
        (relation.get_accessor_name(), name)
        for relation in get_all_child_relations(model)
        if relation.related_model._meta.app_label == "disclosure_plugin"
        for name in own_texts(relation.related_model)
    ]


def places() -> list:
    """Every text field of every type, its own and those of its rows."""
    found = []
    for factory in STRUCTURED:
        model = factory._meta.model
        for name in own_texts(model):
            found.append(pytest.param(factory, "", name, id=f"{model.__name__}-{name}"))
        for rows, name in child_texts(model):
            found.append(pytest.param(factory, rows, name, id=f"{model.__name__}-{rows}-{name}"))
    return found


def test_all_places_are_in_this_test():
    assert len(places()) > 50


@pytest.mark.parametrize(("factory", "rows", "name"), places())
def test_an_id_number_is_found_in_every_text(column, factory, rows, name):
    page = factory(parent=column)
    if rows == "attachments":
        page.attachments.create(document=DocumentFactory(), label="")
    if name == "original_source":
        page.original_published_on = date(2020, 1, 2)
    target = getattr(page, rows).first() if rows else page
    is_address = isinstance(target._meta.get_field(name), fields.URLField)
    setattr(target, name, f"https://old.example/{ID_NUMBER}" if is_address else ID_NUMBER)
    if rows:
        getattr(page, rows).add(target)
    check = check_content(page.save_revision(), [])
    hits = [hit for hit in check.found() if hit.kind == Kind.RESIDENT_ID]
    assert [hit.field for hit in hits] == [rows or name]
    assert check.blocking == 1


@pytest.mark.parametrize("factory", STRUCTURED)
def test_an_id_number_in_the_body_is_found(column, factory):
    page = factory(parent=column, body=[("text", f"<p>联系人{ID_NUMBER}</p>")])
    check = check_content(page.save_revision(), [])
    assert [hit.field for hit in check.found() if hit.kind == Kind.RESIDENT_ID] == ["body"]


@pytest.mark.parametrize("factory", STRUCTURED)
def test_what_holds_an_id_number_is_not_published(column, factory):
    page = factory(parent=column, abstract=f"联系人{ID_NUMBER}")
    with pytest.raises(ActRefused):
        publish(page)
    assert not Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("factory", STRUCTURED)
def test_the_hash_counts_every_text_of_every_row_and_the_body(column, factory):
    page = factory(parent=column)
    seen = {hashed(page)}
    assert hashed(page) in seen
    filled = {rows for rows, _name in child_texts(type(page)) if getattr(page, rows).count()}
    assert filled
    for rows, name in child_texts(type(page)):
        if rows not in filled:
            continue
        row = getattr(page, rows).first()
        setattr(row, name, f"{getattr(row, name)}改")
        getattr(page, rows).add(row)
        changed = hashed(page)
        assert changed not in seen, (rows, name)
        seen.add(changed)
    for rows in filled:
        getattr(page, rows).remove(getattr(page, rows).first())
        changed = hashed(page)
        assert changed not in seen, rows
        seen.add(changed)
    page.body = [("text", "<p>另一段</p>")]
    assert hashed(page) not in seen


@pytest.mark.parametrize("factory", STRUCTURED)
def test_two_renders_are_the_same_bytes(column, factory):
    page = factory(parent=column, published=True)
    first, second = get(page.url), get(page.url)
    assert first.status_code == 200
    assert first.content == second.content


@pytest.mark.parametrize("factory", STRUCTURED)
def test_it_is_found_by_words_of_its_rows(column, factory):
    page = factory(parent=column, published=True)
    word = page.legal_bases.first().title if page.legal_bases.count() else page.title
    found = type(page).objects.live().search(word)
    assert [one.pk for one in found] == [page.pk]


@pytest.mark.parametrize("factory", STRUCTURED)
def test_it_is_numbered_snapshotted_listed_and_counted(column, factory):
    before = live_items([Bureau.objects.get(code="jsj")])["jsj"]
    page = factory(parent=column, published=True)
    entry = RegisterEntry.objects.get(bureau="jsj", page=page.pk)
    assert (entry.title, entry.state) == (page.title, RegisterEntry.State.PUBLIC)
    assert page.pk in Snapshot.objects.latest("pk").wanted_pages
    title = page.title
    assert title in get(column.url).content.decode()
    with bureaus.activate("jsj"):
        assert live_items([Bureau.objects.get(code="jsj")])["jsj"] == before + 1


@pytest.mark.parametrize("factory", STRUCTURED)
def test_it_is_withdrawn(column, factory):
    page = factory(parent=column, published=True)
    withdrawn(page)
    answer = get(page.url)
    assert answer.status_code == 410
    assert "决定已被撤销" in answer.content.decode()


@pytest.mark.parametrize("factory", STRUCTURED)
def test_it_is_taken_down_without_its_title(column, factory):
    page = factory(parent=column, published=True)
    title, url = page.title, page.url
    taken_down(page)
    answer = get(url)
    assert answer.status_code == 410
    assert title not in answer.content.decode()
    assert title not in get("/register/").content.decode()


def test_the_empty_form_of_a_paper_is_public_with_its_page(column):
    document = DocumentFactory()
    page = ServiceProcedureFactory(parent=column)
    paper = page.materials.first()
    paper.document = document
    page.materials.add(paper)
    assert [version.object_id for version in current_versions(page)] == [str(document.pk)]
    publish(page)
    soup = BeautifulSoup(get(page.url).content, "html.parser")
    address = soup.select_one(".materials a.form")["href"]
    assert b"".join(get(address).streaming_content) == pdf()
