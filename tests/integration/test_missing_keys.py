"""What only a version names may be deleted: the version can be read all the same."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page

from disclosure_plugin import models
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import BureauHomePage
from disclosure_plugin.register.models import LogEntry
from tests.factories.pages import (
    CommitmentListFactory,
    ItemFactory,
    RuleDocumentFactory,
    SectionFactory,
    StaffListFactory,
    SummaryFactory,
)
from tests.factories.reviews import colleague, publish, save
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
    with pytest.raises(ActRefused, match="已被删除：责任股室"):
        item.scheduled_revision.publish()
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
    with pytest.raises(ActRefused, match="已被删除：附件"):
        Page.objects.get(pk=item.pk).scheduled_revision.publish()
    assert LogEntry.objects.count() == entries
    assert not Page.objects.get(pk=item.pk).live


@pytest.fixture
def scheduled_plan(jsj, section, time_machine):
    """A summary that is approved for later, and whose plan names a section that is gone."""
    summary = SummaryFactory(plans=[models.SummaryPlan(text="办理进一次门", section=section)])
    summary.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    publish(summary)
    models.SummaryPlan.objects.all().update(section=None)  # the page's own row
    section.delete()
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=2))
    return Page.objects.get(pk=summary.pk)


def test_a_key_that_may_be_empty_is_not_emptied_after_the_approval(scheduled_plan):
    entries = LogEntry.objects.count()
    with pytest.raises(ActRefused, match="已被删除：责任股室"):
        scheduled_plan.scheduled_revision.publish()
    assert LogEntry.objects.count() == entries
    assert not Page.objects.get(pk=scheduled_plan.pk).live
    assert models.PlanTask.objects.count() == 0


def test_it_is_neither_handed_in_again_before_it_was_saved_without_the_key(scheduled_plan):
    page = scheduled_plan.specific
    workflow = page.get_workflow()
    with pytest.raises(ActRefused, match="已被删除：责任股室"):
        workflow.start(page, colleague(EDITORS))
    assert page.current_workflow_state is None
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = None
    publish(draft)
    assert Page.objects.get(pk=page.pk).live
    assert [task.section for task in models.PlanTask.objects.all()] == [None]


def test_a_link_that_wagtail_empties_in_silence_is_missed(jsj, time_machine):
    rule = RuleDocumentFactory()
    item = ItemFactory(interprets=rule, go_live_at=timezone.now() + timezone.timedelta(hours=1))
    publish(item)
    Page.objects.filter(pk=rule.pk).delete()
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=2))
    scheduled = Page.objects.get(pk=item.pk).scheduled_revision
    with pytest.raises(ActRefused, match="已被删除：解读的文件"):
        scheduled.publish()
    assert not Page.objects.get(pk=item.pk).live


def test_an_author_who_left_is_not_missed(jsj, time_machine):
    author = get_user_model().objects.create_user("weiyi")
    item = ItemFactory(owner=author, go_live_at=timezone.now() + timezone.timedelta(hours=1))
    publish(item)
    Page.objects.filter(pk=item.pk).update(owner=None)
    get_user_model().objects.filter(pk=author.pk)._raw_delete("default")
    assert item.get_latest_revision().content["owner"] == author.pk
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=2))
    Page.objects.get(pk=item.pk).scheduled_revision.publish()
    assert Page.objects.get(pk=item.pk).live


def test_another_fault_of_a_version_is_not_hidden(jsj):
    item = ItemFactory()
    content = {**item.get_latest_revision().content, "formed_on": "no day"}
    with pytest.raises(ValidationError):
        type(item).from_serializable_data(content)
