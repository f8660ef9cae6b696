"""Every way in which a disclosed page turns public leads through the door, or ends as a draft."""

from __future__ import annotations

import json

import pytest
from django.core import serializers
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import Page

from disclosure_plugin.actions.content_hash import content_hash
from disclosure_plugin.actions.publishing import hang_the_door
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.models import BureauHomePage, DisclosureBoardPage, DisclosureItemPage
from disclosure_plugin.register.models import LogEntry
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory, SectionFactory
from tests.factories.users import UserFactory, sign_in


def entries(page) -> list[str]:
    found = LogEntry.objects.filter(subject=page.slug).order_by("index")
    return list(found.values_list("kind", flat=True))


def is_public(page) -> bool:
    return Page.objects.get(pk=page.pk).live


@pytest.fixture
def administrator(jsj):
    return sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")


def form_of(item, **changes) -> dict[str, str]:
    return {
        "title": item.title,
        "abstract": item.abstract,
        "formed_on": item.formed_on.isoformat(),
        "category": item.category,
        "validity": item.validity,
        "responsible_section": str(item.responsible_section_id),
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-value": json.dumps(
            {"blocks": [{"key": "a", "type": "unstyled", "depth": 0, "text": "占用道路按天收费。",
                         "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}
        ),
        **{f"{rows}-{name}": value for rows in ("legal_bases", "attachments", "comments")
           for name, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"),
                               ("MIN_NUM_FORMS", "0"), ("MAX_NUM_FORMS", "1000"))},
        **changes,
    }  # fmt: skip


def test_wagtail_still_has_what_the_door_hangs_on():
    for action, name in (
        (PublishRevisionAction, "_publish_revision"),
        (UnpublishAction, "_unpublish_object"),
    ):
        method = getattr(action, name)
        assert method.is_the_door
        assert method.__wrapped__.__qualname__ == f"{action.__name__}.{name}"
        assert not hasattr(method.__wrapped__, "is_the_door")
    before = PublishRevisionAction._publish_revision
    hang_the_door()
    assert PublishRevisionAction._publish_revision is before


def test_the_create_view(administrator):
    column, draft = ColumnFactory(parent=BoardFactory()), ItemFactory.build()
    draft.responsible_section = SectionFactory()
    address = reverse(
        "wagtailadmin_pages:add", args=("disclosure_plugin", "disclosureitempage", column.pk)
    )
    sent = administrator.post(address, form_of(draft, **{"action-publish": "1"}))
    assert sent.status_code == 302, sent.context["form"].errors
    item = DisclosureItemPage.objects.get(title=draft.title)
    assert is_public(item)
    assert entries(item) == ["page.published"]


def test_the_edit_and_unpublish_views(administrator):
    item = ItemFactory()
    address = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    sent = administrator.post(address, form_of(item, **{"action-publish": "1"}))
    assert sent.status_code == 302, sent.context["form"].errors
    assert is_public(item)
    sent = administrator.post(reverse("wagtailadmin_pages:unpublish", args=(item.pk,)))
    assert sent.status_code == 302
    assert not is_public(item)
    assert entries(item) == ["page.published", "page.unpublished"]


def test_bulk_publishing_and_unpublishing(administrator):
    column = ColumnFactory(parent=BoardFactory())
    items = [ItemFactory(parent=column), ItemFactory(parent=column)]
    for verb in ("publish", "unpublish"):
        address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", verb))
        query = "&".join(f"id={item.pk}" for item in items)
        assert administrator.post(f"{address}?{query}&next=/admin/").status_code == 302
    assert [entries(item) for item in items] == [["page.published", "page.unpublished"]] * 2


def test_what_the_log_commits_to_is_the_revision_that_was_published(jsj):
    item = ItemFactory(published=True)
    first = item.live_revision
    leaf = json.loads(LogEntry.objects.get(subject=item.slug).leaf)
    assert leaf["hashes"] == {"content": content_hash(first)}
    item.abstract = "另一段摘要。"
    second = item.save_revision()
    assert content_hash(second) != content_hash(first)
    item.abstract = first.content["abstract"]
    assert content_hash(item.save_revision()) == content_hash(first)
    assert entries(item) == ["page.published"]


def test_a_schedule_is_no_publication(jsj, time_machine):
    item = ItemFactory()
    item.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    item.save_revision().publish()
    assert entries(item) == []
    assert not is_public(item)


def add_live(column) -> DisclosureItemPage:
    item = ItemFactory.build(live=True, responsible_section=SectionFactory())
    column.add_child(instance=item)
    return item


def copy_with_publication(column) -> DisclosureItemPage:
    return ItemFactory(parent=column, published=True).copy(
        update_attrs={"slug": "copied"}, keep_live=True, copy_revisions=True
    )


def alias(column) -> DisclosureItemPage:
    return ItemFactory(parent=column, published=True).create_alias(update_slug="aliased")


def set_live_and_save(column) -> DisclosureItemPage:
    item = ItemFactory(parent=column)
    item.live = True
    item.save()
    return item


def set_live_on_the_base_class(column) -> DisclosureItemPage:
    item = ItemFactory(parent=column)
    page = Page.objects.get(pk=item.pk)
    page.live = True
    page.save()
    return item


def load_fixture(column) -> DisclosureItemPage:
    item = ItemFactory(parent=column)
    written = json.loads(serializers.serialize("json", [Page.objects.get(pk=item.pk)]))
    written[0]["fields"]["live"] = True
    for loaded in serializers.deserialize("json", json.dumps(written)):
        loaded.save()
    return item


@pytest.mark.parametrize(
    "way",
    [
        add_live,
        copy_with_publication,
        alias,
        set_live_and_save,
        set_live_on_the_base_class,
        load_fixture,
    ],
)
def test_every_other_way_in_ends_as_a_draft(jsj, way):
    item = way(ColumnFactory(parent=BoardFactory()))
    assert not is_public(item)
    assert entries(item) == []


def test_a_public_page_stays_public_when_it_is_saved(jsj):
    item = ItemFactory(published=True)
    item.save()
    Page.objects.get(pk=item.pk).save()
    assert is_public(item)


def test_pages_that_disclose_nothing_keep_their_ways(jsj):
    board = DisclosureBoardPage(live=True, title="另一栏")
    BureauHomePage.objects.get().add_child(instance=board)
    assert is_public(board)
    board.save_revision().publish()
    assert entries(board) == []


def test_a_failure_inside_the_door_leaves_everything_as_it_was(jsj, monkeypatch):
    item = ItemFactory()

    def fail(*args, **kwargs):
        raise RuntimeError("the log is away")

    monkeypatch.setattr("disclosure_plugin.actions.publishing.append", fail)
    with pytest.raises(RuntimeError, match="the log is away"):
        item.get_latest_revision().publish()
    assert not is_public(item)
    assert entries(item) == []
