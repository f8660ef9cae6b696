"""What is due is published and expired, each item on its own."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from disclosure_plugin import tasks
from disclosure_plugin.actions import scheduling
from disclosure_plugin.models import DisclosureItemPage
from tests.factories.pages import ColumnFactory, ItemFactory, SectionFactory
from tests.factories.reviews import publish

pytestmark = pytest.mark.django_db(transaction=False)


def schedule(page, at):
    """Approve the page's latest revision for a moment, as the workflow's last step does."""
    page.go_live_at = at
    publish(page)
    return page.latest_revision


@pytest.fixture
def later():
    # Whole seconds: a version keeps no more than milliseconds.
    return (timezone.now() + timedelta(hours=1)).replace(microsecond=0)


def scheduled_item(later, **kwargs):
    item = ItemFactory(**kwargs)
    schedule(item, later)
    item.refresh_from_db()
    return item


def publications(page) -> int:
    return PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count()


def test_nothing_is_due_before_its_time(jsj, later):
    item = scheduled_item(later)
    just_before = later - timedelta(seconds=1)
    assert not scheduling.has_due_work(now=just_before)
    assert scheduling.publish_due_revisions(now=just_before) == (0, 0)
    item.refresh_from_db()
    assert not item.live


def test_an_item_goes_live_at_its_time_and_once(jsj, later, time_machine):
    item = scheduled_item(later)
    time_machine.move_to(later, tick=False)
    assert scheduling.has_due_work(now=later)
    assert scheduling.publish_due_revisions(now=later) == (1, 0)
    item.refresh_from_db()
    assert item.live
    assert item.first_published_at == later
    assert scheduling.publish_due_revisions(now=later) == (0, 0)
    assert publications(item) == 1


def test_one_broken_item_stops_no_other(jsj, later, time_machine, caplog):
    column = ColumnFactory()
    broken = scheduled_item(later, parent=column)
    good = scheduled_item(later + timedelta(minutes=1), parent=column)
    Revision.objects.for_instance(broken).filter(approved_go_live_at__isnull=False).update(
        content={"pk": broken.pk, "nothing": "of a page"}
    )
    now = later + timedelta(minutes=2)
    time_machine.move_to(now, tick=False)
    assert scheduling.publish_due_revisions(now=now) == (1, 1)
    good.refresh_from_db()
    broken.refresh_from_db()
    assert good.live
    assert not broken.live
    assert "Could not publish a scheduled revision" in caplog.text


def test_an_item_expires_at_its_time_and_once(jsj, later, time_machine):
    item = ItemFactory(expire_at=later, published=True)
    assert item.live
    time_machine.move_to(later, tick=False)
    assert scheduling.has_due_work(now=later)
    assert scheduling.unpublish_expired(now=later) == (1, 0)
    assert scheduling.unpublish_expired(now=later) == (0, 0)
    item.refresh_from_db()
    assert (item.live, item.expired) == (False, True)
    entries = PageLogEntry.objects.filter(page=item.pk, action="wagtail.unpublish.scheduled")
    assert entries.count() == 1


def test_the_task_works_for_the_bureau_it_names_and_no_other(jsj, later, time_machine):
    item = scheduled_item(later)
    time_machine.move_to(later, tick=False)
    tasks.publish_due(bureau="czj")
    item.refresh_from_db()
    assert not item.live
    tasks.publish_due(bureau="jsj")
    item.refresh_from_db()
    assert item.live


def test_the_task_must_name_a_bureau(jsj):
    with pytest.raises(TypeError, match="bureau"):
        tasks.publish_due()


def test_pages_of_other_bureaus_are_not_seen(jsj, later):
    from disclosure_plugin import bureaus

    scheduled_item(later)
    with bureaus.activate("czj"):
        assert not scheduling.has_due_work(now=later)
        assert not DisclosureItemPage.objects.exists()
        assert SectionFactory(name="国库股").pk
    assert scheduling.has_due_work(now=later)
