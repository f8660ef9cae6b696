"""What only a version names may be deleted: the version can be read all the same."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page

from disclosure_plugin import models
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import BureauHomePage
from disclosure_plugin.register.models import LogEntry
from tests.factories.pages import (
    CommitmentListFactory,
    ItemFactory,
    SectionFactory,
    StaffListFactory,
)
from tests.factories.reviews import publish, save
from tests.factories.uploads import DocumentFactory, ImageFactory
from tests.factories.users import UserFactory, sign_in


@pytest.fixture
def section(jsj):
    return SectionFactory(name="撤销的股")


@pytest.fixture
def admin(jsj):
    return sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")


def screens(page) -> list[str]:
    """Every screen of Wagtail's that reads a version."""
    older, newest = page.revisions.order_by("pk")[0], page.get_latest_revision()
    at = f"/admin/pages/{page.pk}"
    return [
        f"{at}/edit/",
        f"{at}/history/",
        f"{at}/view_draft/",
        f"{at}/revisions/{newest.pk}/view/",
        f"{at}/revisions/{newest.pk}/revert/",
        f"{at}/revisions/compare/{older.pk}...{newest.pk}/",
        f"{at}/revisions/compare/{newest.pk}...{older.pk}/",
        f"{at}/unpublish/" if page.live else f"{at}/delete/",
    ]


def test_every_screen_of_an_item_opens(admin, section):
    item = ItemFactory(published=True)
    document = DocumentFactory(title="作废的表")
    item.responsible_section = section
    item.attachments = [models.ItemAttachment(document=document)]
    save(item)
    document.delete()
    section.delete()
    for screen in screens(item):
        assert admin.get(screen).status_code == 200, screen
    draft = item.get_latest_revision_as_object()
    assert draft.responsible_section is None
    assert draft.attachments.count() == 0
    assert draft.title == item.title


@pytest.mark.parametrize("rows", ["commitments", "staff"])
def test_a_row_stays_and_asks_for_its_section(admin, section, rows):
    page = {"commitments": CommitmentListFactory, "staff": StaffListFactory}[rows](published=True)
    changed = list(getattr(page, rows).all())
    assert len(changed) >= 1
    for row in changed:
        row.section = section
    setattr(page, rows, changed)
    save(page)
    section.delete()
    for screen in screens(page):
        assert admin.get(screen).status_code == 200, screen
    draft = page.get_latest_revision_as_object()
    assert [row.section_id for row in getattr(draft, rows).all()] == [None] * len(changed)


def test_an_emblem_that_is_gone_leaves_the_home_page_readable(admin):
    home, emblem = BureauHomePage.objects.get(), ImageFactory()
    home.emblem = emblem
    home.save_revision()
    emblem.delete()
    assert home.get_latest_revision_as_object().emblem is None
    assert admin.get(f"/admin/pages/{home.pk}/edit/").status_code == 200


def test_what_is_scheduled_is_refused_in_the_editors_words(section, time_machine):
    item = ItemFactory(published=True)
    item.responsible_section = section
    item.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    publish(item)
    section.delete()
    entries = LogEntry.objects.count()
    before = Page.objects.filter(pk=item.pk).values().get()
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=2))
    with pytest.raises(ValidationError) as refused:
        item.scheduled_revision.publish()
    assert list(refused.value.message_dict) == ["responsible_section"]
    assert LogEntry.objects.count() == entries
    assert Page.objects.filter(pk=item.pk).values().get() == before


def test_what_was_approved_with_a_file_is_not_published_without_it(jsj, time_machine):
    document = DocumentFactory(title="申请表")
    item = ItemFactory(
        attachments=[models.ItemAttachment(document=document)],
        go_live_at=timezone.now() + timezone.timedelta(hours=1),
    )
    publish(item)
    models.ItemAttachment.objects.all().delete()  # the page's own row; the version names it still
    document.delete()
    entries = LogEntry.objects.count()
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=2))
    with pytest.raises((ActRefused, ValidationError), match="批准的内容不一致"):
        Page.objects.get(pk=item.pk).scheduled_revision.publish()
    assert LogEntry.objects.count() == entries
    assert not Page.objects.get(pk=item.pk).live


def test_another_fault_of_a_version_is_not_hidden(jsj):
    item = ItemFactory()
    content = {**item.get_latest_revision().content, "formed_on": "no day"}
    with pytest.raises(ValidationError):
        type(item).from_serializable_data(content)
