"""The closed list of ways in which a page turns public, or stops.

Each has all effects of the door, or is refused with a sentence and nothing changed, or leaves a
draft. None answers 500, and that somebody is a superuser changes nothing.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import serializers
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page, PageViewRestriction, Revision

from disclosure_plugin.actions import due as due_work
from disclosure_plugin.actions.content_hash import content_hash
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.actions.summary_import import import_summary
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import DisclosureItemPage, SignOff
from disclosure_plugin.models.uploads import current_versions
from disclosure_plugin.register.models import LogEntry
from tests.factories.due import due_row, scheduled_item
from tests.factories.forms import form_of
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory, SectionFactory
from tests.factories.reviews import answers_form, colleague, publish
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
PUBLISH = {"action-publish": "1"}


def state() -> dict[int, tuple]:
    """Everything about which pages are public, where, for whom and from when on."""
    pages = {
        page.pk: (
            page.live,
            page.live_revision_id,
            page.url_path,
            page.path,
            tuple(page.view_restrictions.values_list("pk", "restriction_type")),
        )
        for page in Page.objects.all()
    }
    schedules = Revision.objects.filter(approved_go_live_at__isnull=False)
    return {
        **pages,
        0: tuple(schedules.values_list("pk", "approved_go_live_at").order_by("pk")),
        -1: (LogEntry.objects.count(), SignOff.objects.count()),
    }


def entries(page) -> list[str]:
    found = LogEntry.objects.filter(subject=page.slug).order_by("index")
    return list(found.values_list("kind", flat=True))


def said(answer) -> str:
    """What the editor reads after having been sent on."""
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def chief(jsj) -> Client:
    """A superuser, in no group."""
    return sign_in(UserFactory(username="chief", is_superuser=True, is_staff=True), HOST)


@pytest.fixture(params=["chief", "administrator"])
def anybody(request, jsj) -> Client:
    """Everybody who may publish in Wagtail's eyes."""
    if request.param == "chief":
        return sign_in(UserFactory(username="boss", is_superuser=True, is_staff=True), HOST)
    return sign_in(UserFactory(role=ADMINISTRATORS), HOST)


# --- Wagtail's screens ---------------------------------------------------------------------------


def test_the_create_view_keeps_a_draft_and_says_what_to_do(anybody, column):
    draft = ItemFactory.build(responsible_section=SectionFactory())
    address = reverse(
        "wagtailadmin_pages:add", args=("disclosure_plugin", "disclosureitempage", column.pk)
    )
    answer = anybody.post(address, form_of(draft, **PUBLISH), follow=True)
    item = DisclosureItemPage.objects.get(title=draft.title)
    assert answer.redirect_chain == [(reverse("wagtailadmin_pages:edit", args=[item.pk]), 302)]
    assert draft.title in said(answer)
    assert (item.live, item.live_revision_id, entries(item)) == (False, None, [])
    visitor = Client(headers={"host": HOST})
    assert visitor.get(item.url).status_code == 404
    # What was typed is kept.
    assert item.get_latest_revision_as_object().abstract == draft.abstract


def test_the_edit_view_keeps_the_draft_and_says_what_to_do(anybody, column):
    item = ItemFactory(parent=column)
    before = state()
    address = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    answer = anybody.post(address, form_of(item, abstract="新的摘要。", **PUBLISH), follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert item.title in said(answer)
    assert state() == before
    item.refresh_from_db()
    assert item.get_latest_revision_as_object().abstract == "新的摘要。"


def test_markup_in_a_title_stays_text_in_a_refusal(chief, column):
    item = ItemFactory(parent=column, title="<script>alert(1)</script>")
    address = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    answer = chief.post(address, form_of(item, **PUBLISH), follow=True)
    assert "“&lt;script&gt;alert(1)&lt;/script&gt;”" in said(answer)


def test_a_public_page_stays_as_approved_when_an_edit_is_published(anybody, column):
    item = ItemFactory(parent=column, published=True)
    before = state()
    address = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    answer = anybody.post(address, form_of(item, abstract="没有人看过。", **PUBLISH), follow=True)
    assert answer.status_code == 200
    assert state() == before
    assert "没有人看过。" not in Client(headers={"host": HOST}).get(item.url).content.decode()


def test_nobody_is_offered_to_publish_without_review(anybody, column):
    item = ItemFactory(parent=column)
    for address in (
        reverse("wagtailadmin_pages:edit", args=(item.pk,)),
        reverse(
            "wagtailadmin_pages:add", args=("disclosure_plugin", "disclosureitempage", column.pk)
        ),
        reverse("wagtailadmin_pages:revisions_revert", args=(item.pk, item.latest_revision_id)),
    ):
        shown = anybody.get(address)
        assert shown.status_code == 200
        assert "action-publish" not in shown.content.decode()
    # The frame of the site is not disclosed by a review.
    board = reverse("wagtailadmin_pages:edit", args=(column.pk,))
    assert "action-publish" in anybody.get(board).content.decode()


def test_reverting_and_publishing(anybody, column):
    item = ItemFactory(parent=column, published=True)
    first = item.live_revision
    item.abstract = "更正后的摘要。"
    publish(item)
    before = state()
    address = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    form = form_of(item, revision=str(first.pk), **PUBLISH)
    answer = anybody.post(
        reverse("wagtailadmin_pages:revisions_revert", args=(item.pk, first.pk)), form
    )
    assert answer.status_code < 500
    answer = anybody.post(address, form, follow=True)
    assert item.title in said(answer)
    assert state() == before


def bulk(client: Client, verb: str, pages, **form):
    query = "&".join(f"id={page.pk}" for page in pages)
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", verb))
    return client.post(f"{address}?{query}&next=/admin/pages/", form, follow=True)


def test_bulk_publishing_is_refused_as_a_whole(anybody, column):
    items = [ItemFactory(parent=column) for _number in range(2)]
    other = BoardFactory(title="另一栏", published=False)
    before = state()
    answer = bulk(anybody, "publish", [other, *items])
    assert answer.redirect_chain[0] == ("/admin/pages/", 302)
    assert items[0].title in said(answer)
    assert state() == before
    answer = bulk(anybody, "publish", [column.get_parent()], include_descendants="on")
    assert items[0].title in said(answer)
    assert state() == before


def test_bulk_publishing_what_was_approved_publishes_it_again(anybody, column):
    item = ItemFactory(parent=column, published=True)
    bulk(anybody, "publish", [item])
    assert entries(item) == ["page.published", "page.published"]


def test_the_last_approval_publishes(column):
    item = ItemFactory(parent=column)
    item.get_workflow().start(item, colleague(EDITORS))
    for role in (REVIEWERS, ADMINISTRATORS):
        assert entries(item) == []
        client = sign_in(UserFactory(role=role), HOST)
        item.refresh_from_db()
        address = reverse(
            "wagtailadmin_pages:workflow_action",
            args=(item.pk, "approve", item.current_workflow_task_state.pk),
        )
        assert client.post(address, answers_form(comment="同意。")).status_code == 302
    item.refresh_from_db()
    assert (item.live, entries(item)) == (True, ["page.published"])
    leaf = json.loads(LogEntry.objects.get(subject=item.slug).leaf)
    (last, first) = SignOff.objects.filter(page=item)
    assert leaf["hashes"] == {"content": last.content_sha256}
    assert last.content_sha256 == content_hash(item.live_revision, current_versions(item))
    assert [(one.is_last, one.comment) for one in (first, last)] == [
        (False, "同意。"),
        (True, "同意。"),
    ]
    assert last.published_at == item.last_published_at


@pytest.mark.parametrize("way", ["edit view", "window"])
def test_an_approval_by_an_author_is_refused_where_the_reviewer_stands(jsj, column, way):
    author = UserFactory(is_superuser=True, is_staff=True)
    client = sign_in(author, HOST)
    item = ItemFactory(parent=column)
    item.save_revision(user=author)
    item.get_workflow().start(item, author)
    item.refresh_from_db()
    before = state()
    task = item.current_workflow_task_state
    edit = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    if way == "window":
        address = reverse("wagtailadmin_pages:workflow_action", args=(item.pk, "approve", task.pk))
        answer = client.post(
            address, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"}
        )
        assert answer.json() == {"step": "success", "redirect": edit}
        answer = client.get(edit)
    else:
        sent = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        answer = client.post(edit, form_of(item, **sent), follow=True)
    assert item.title in said(answer)
    assert state() == before
    task.refresh_from_db()
    assert task.status == "in_progress"


# --- Programs ------------------------------------------------------------------------------------


def test_the_shell(column):
    item = ItemFactory(parent=column)
    before = state()
    for user in (None, UserFactory(is_superuser=True)):
        with pytest.raises(ActRefused, match=item.title):
            item.get_latest_revision().publish(user=user)
        with pytest.raises(ActRefused):
            item.publish(item.get_latest_revision(), skip_permission_checks=True)
    assert state() == before


def test_the_admins_api(chief, column):
    item = ItemFactory(parent=column)
    public = ItemFactory(parent=column, published=True)
    before = state()

    def act(page, name, **data):
        address = reverse("wagtailadmin_api:pages:action", args=(page.pk, name))
        return chief.post(address, json.dumps(data), content_type="application/json")

    answer = act(item, "publish")
    assert answer.status_code == 400
    assert item.title in answer.content.decode()
    other = ColumnFactory(parent=column.get_parent(), title="另一栏", published=False)
    before = state()
    for name, data in (
        ("delete", {}),
        ("move", {"destination_page_id": other.pk, "position": "first-child"}),
        ("revert_to_page_revision", {"revision_id": public.live_revision_id}),
    ):
        answer = act(public, name, **data)
        assert answer.status_code < 500, name
        assert state() == before, name
    answer = act(public, "copy", destination_page_id=column.pk, keep_live=True, slug="copied")
    assert answer.status_code == 201
    assert not DisclosureItemPage.objects.get(slug="copied").live
    answer = act(public, "create_alias", destination_page_id=column.pk, update_slug="aliased")
    assert answer.status_code == 201
    assert not DisclosureItemPage.objects.get(slug="aliased").live
    assert act(public, "unpublish").status_code == 200
    assert entries(public) == ["page.published", "page.unpublished"]


def test_the_api_of_wagtail_8(column, settings):
    pytest.importorskip("wagtail.api.v3")
    from wagtail.models import APIToken

    settings.ROOT_URLCONF = "tests.settings.api_v3_urls"
    item = ItemFactory(parent=column)
    public = ItemFactory(parent=column, published=True)
    other = ColumnFactory(parent=column.get_parent(), title="另一栏")
    boss = UserFactory(is_superuser=True)
    _token, key = APIToken.create_token(user=boss, name="test")
    client = Client(headers={"host": HOST, "authorization": f"Bearer {key}"})

    def act(page, name, **data):
        send = client.delete if name == "delete" else client.post
        return send(
            f"/api/v3/pages/{page.pk}/actions/{name}/",
            json.dumps(data),
            content_type="application/json",
        )

    before = state()
    for page, name, data in (
        (item, "publish", {}),
        (public, "move", {"destination_id": other.pk, "position": "last-child"}),
        (public, "delete", {}),
    ):
        answer = act(page, name, **data)
        assert answer.status_code in (400, 409, 422), (name, answer.content)
        assert page.title in answer.json()["errors"][0]["msg"], name
        assert state() == before, name
    answer = act(public, "copy", slug="copied")
    assert answer.status_code == 201, answer.content
    assert not DisclosureItemPage.objects.get(slug="copied").live
    assert act(public, "unpublish").status_code == 200
    assert entries(public) == ["page.published", "page.unpublished"]


def test_a_schedule_needs_the_same_approval_and_keeps_it(column):
    item = ItemFactory(parent=column)
    item.go_live_at = timezone.now() + timedelta(hours=1)
    item.save_revision(user=colleague(EDITORS))
    before = state()
    with pytest.raises(ActRefused):
        item.get_latest_revision().publish()
    assert state() == before
    publish(item)
    assert (item.live, entries(item)) == (False, [])
    due = scheduled_item(-1, parent=column)
    assert due_work.perform(due_row(due).pk) is due_work.Result.DONE
    assert entries(due) == ["page.published"]


def test_a_schedule_that_nobody_approved_stays_and_publishes_nothing(column):
    """As one made before sign-offs were kept, or written into the database."""
    item = ItemFactory(parent=column)
    item.revisions.update(approved_go_live_at=timezone.now() - timedelta(seconds=1))
    before = state()
    assert due_work.perform(due_row(item).pk) is due_work.Result.PARKED
    assert state() == before


def test_an_import_is_a_draft(jsj):
    from io import BytesIO

    text = "2024年政务公开工作总结\n一、组织领导\n调整领导小组。\n".encode()
    made = import_summary(file_name="总结.txt", file=BytesIO(text), year=2024)
    assert not made.page.live
    with pytest.raises(ActRefused):
        made.page.get_latest_revision().publish()


# --- What stores a live page without publishing it -----------------------------------------------


def copy_with_publication(column):
    return ItemFactory(parent=column, published=True).copy(
        update_attrs={"slug": "copied"}, keep_live=True, copy_revisions=True
    )


def alias(column):
    return ItemFactory(parent=column, published=True).create_alias(update_slug="aliased")


def alias_when_its_source_is_published(column):
    source = ItemFactory(parent=column)
    made = source.create_alias(update_slug="aliased")
    publish(source)
    return made


def copy_for_translation(column):
    from wagtail.models import Locale

    other = Locale.objects.create(language_code="en")
    item = ItemFactory(parent=column, published=True)
    return item.copy_for_translation(other, copy_parents=True, alias=True)


def add_live(column):
    item = ItemFactory.build(live=True, responsible_section=SectionFactory())
    column.add_child(instance=item)
    return item


def set_live_and_save(column):
    item = ItemFactory(parent=column)
    item.live = True
    item.save()
    return item


def set_live_on_the_base_class(column):
    page = Page.objects.get(pk=ItemFactory(parent=column).pk)
    page.live = True
    page.save()
    return page


def load_fixture(column):
    item = ItemFactory(parent=column)
    written = json.loads(serializers.serialize("json", [Page.objects.get(pk=item.pk)]))
    written[0]["fields"]["live"] = True
    for loaded in serializers.deserialize("json", json.dumps(written)):
        loaded.save()
    return item


@pytest.mark.parametrize(
    "way",
    [
        copy_with_publication,
        alias,
        alias_when_its_source_is_published,
        copy_for_translation,
        add_live,
        set_live_and_save,
        set_live_on_the_base_class,
        load_fixture,
    ],
)
def test_what_only_saves_ends_as_a_draft(column, way):
    made = Page.objects.get(pk=way(column).pk)
    assert not made.live
    assert (made.live_revision, made.first_published_at, made.last_published_at) == (None,) * 3
    # A copy may have its source's address in a column of its own.
    published = LogEntry.objects.filter(kind="page.published").count()
    assert published == Page.objects.filter(live=True).exact_type(DisclosureItemPage).count()


def test_an_alias_that_becomes_a_page_of_its_own_was_never_public(column):
    made = alias(column)
    ConvertAliasPageAction(made).execute(skip_permission_checks=True)
    made.refresh_from_db()
    before = timezone.now()
    publish(made)
    assert made.live
    assert made.first_published_at >= before


@pytest.mark.parametrize("manager", [Page.objects, DisclosureItemPage.objects])
def test_a_query_that_sets_live(column, manager):
    item = ItemFactory(parent=column)
    before = state()
    with pytest.raises(ActRefused, match=item.title), transaction.atomic():
        manager.filter(pk=item.pk).update(live=True)
    page = manager.get(pk=item.pk)
    page.live = True
    with pytest.raises(ActRefused), transaction.atomic():
        manager.bulk_update([page], ["live"])
    assert state() == before
    manager.filter(pk=item.pk).update(title="改名")
    assert manager.get(pk=item.pk).title == "改名"


# --- What takes a page away, or hides it ---------------------------------------------------------


@pytest.fixture(params=["public", "scheduled"])
def kept(request, column):
    """A page that visitors see or are about to."""
    later = timezone.now() + timedelta(days=1) if request.param == "scheduled" else None
    item = ItemFactory(parent=column, published=True, go_live_at=later)
    assert item.live is (later is None)
    return item


def test_deleting(chief, column, kept):
    before = state()
    for page in (kept, column, column.get_parent()):
        address = reverse("wagtailadmin_pages:delete", args=(page.pk,))
        assert kept.title in said(chief.post(address, follow=True))
        assert kept.title in said(bulk(chief, "delete", [page]))
        with pytest.raises(ActRefused, match=kept.title), transaction.atomic():
            Page.objects.get(pk=page.pk).delete()
        assert state() == before


def test_a_draft_can_be_deleted_and_what_was_signed_cannot(chief, column):
    draft = ItemFactory(parent=column)
    chief.post(reverse("wagtailadmin_pages:delete", args=(draft.pk,)))
    assert not Page.objects.filter(pk=draft.pk).exists()
    signed = ItemFactory(parent=column, published=True)
    signed.unpublish()
    before = state()
    answer = chief.post(reverse("wagtailadmin_pages:delete", args=(signed.pk,)), follow=True)
    assert signed.title in said(answer)
    assert state() == before


def test_moving(chief, column, kept):
    other = ColumnFactory(parent=column.get_parent(), title="另一栏")
    elsewhere = BoardFactory(title="另一块栏")
    before = state()
    for page, target in ((kept, other), (column, elsewhere)):
        address = reverse("wagtailadmin_pages:move_confirm", args=(page.pk, target.pk))
        assert kept.title in said(chief.post(address, follow=True))
        with pytest.raises(ActRefused), transaction.atomic():
            page.move(target, pos="last-child")
        assert state() == before
    answer = bulk(chief, "move", [kept], chooser=str(other.pk))
    assert kept.title in said(answer)
    assert state() == before


def test_a_page_may_change_places_with_its_neighbour(column, kept):
    ItemFactory(parent=column)
    url = kept.url
    kept.move(column, pos="last-child")
    assert Page.objects.get(pk=kept.pk).url == url


def test_privacy_set(chief, column, kept):
    before = state()
    for page in (kept, column):
        address = reverse("wagtailadmin_pages:set_privacy", args=(page.pk,))
        answer = chief.post(
            address,
            {"restriction_type": "login", "password": "", "groups": []},
            headers={"x-requested-with": "XMLHttpRequest"},
        )
        assert answer.status_code == 200
        assert answer.json()["step"] == "set_privacy"
        assert kept.title in answer.json()["html"]
        assert state() == before


def test_privacy_removed(chief, column):
    restriction = {"restriction_type": PageViewRestriction.LOGIN}
    item = ItemFactory(parent=column, published=True, restriction=restriction)
    before = state()
    with transaction.atomic():  # the test's own would be broken by the refusal
        answer = chief.post(
            reverse("wagtailadmin_pages:set_privacy", args=(item.pk,)),
            {"restriction_type": "none", "password": "", "groups": []},
            headers={"x-requested-with": "XMLHttpRequest"},
        )
    assert item.title in answer.json()["html"]
    assert state() == before
    # On a draft it is a matter of drafting.
    draft = ItemFactory(parent=column, restriction=restriction)
    draft.view_restrictions.get().delete()
    assert draft.view_restrictions.count() == 0


def test_unpublishing_in_the_admin_leads_to_a_withdrawal(chief, column):
    items = [ItemFactory(parent=column, published=True) for _number in range(2)]
    before = state()
    answer = chief.post(reverse("wagtailadmin_pages:unpublish", args=(items[0].pk,)))
    assert answer["Location"] == reverse("disclosure_withdraw", args=(items[0].pk,))
    assert items[1].title in said(bulk(chief, "unpublish", [items[1]]))
    assert state() == before


@pytest.mark.parametrize("way", ["by itself", "in bulk"])
def test_what_stands_below_is_not_unpublished_with_a_page_of_the_host(chief, column, way):
    item = ItemFactory(parent=column, published=True)
    before = state()
    if way == "in bulk":
        answer = bulk(chief, "unpublish", [column], include_descendants="on")
    else:
        address = reverse("wagtailadmin_pages:unpublish", args=(column.pk,))
        answer = chief.post(address, {"include_descendants": "on"}, follow=True)
    assert item.title in said(answer)
    assert state() == before
    chief.post(reverse("wagtailadmin_pages:unpublish", args=(column.pk,)))
    assert not Page.objects.get(pk=column.pk).live
    assert Page.objects.get(pk=item.pk).live


def test_unpublishing_in_code_leaves_an_entry_and_a_tombstone(column):
    item = ItemFactory(parent=column, published=True)
    url = item.url
    item.unpublish()
    assert entries(item) == ["page.published", "page.unpublished"]
    assert Client(headers={"host": HOST}).get(url).status_code == 410


# --- What is none of our business ----------------------------------------------------------------


def test_pages_that_disclose_nothing_keep_their_ways(chief, column):
    answer = chief.post(
        reverse("wagtailadmin_pages:edit", args=(column.pk,)),
        {
            "title": "改过的栏目",
            "slug": column.slug,
            "description": column.description,
            "update_rule": "",
            "column_type": "",
            "max_age_days": "",
            "pinned_items-TOTAL_FORMS": "0",
            "pinned_items-INITIAL_FORMS": "0",
            "pinned_items-MIN_NUM_FORMS": "0",
            "pinned_items-MAX_NUM_FORMS": "1000",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "comments-MIN_NUM_FORMS": "0",
            "comments-MAX_NUM_FORMS": "1000",
            **PUBLISH,
        },
    )
    assert answer.status_code == 302
    assert Page.objects.get(pk=column.pk).title == "改过的栏目"
    other = BoardFactory(title="另一栏")
    column.move(other, pos="last-child")
    PageViewRestriction.objects.create(page=other, restriction_type="login")
    Page.objects.get(pk=other.pk).delete()
    assert LogEntry.objects.filter(subject=column.slug).count() == 0
