"""A rule document that has set its own end becomes expired on that day, once, and by itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from disclosure_plugin.actions import due as due_work
from disclosure_plugin.actions import due_repair
from disclosure_plugin.actions.due import Result
from disclosure_plugin.actions.lapsing import lapse
from disclosure_plugin.models import RuleDocumentPage
from disclosure_plugin.register.due import Due
from disclosure_plugin.register.generations import ask, current_place
from disclosure_plugin.register.models import LogEntry
from disclosure_plugin.snapshots.models import Snapshot
from tests.factories.due import due_row
from tests.factories.pages import ItemFactory, RuleDocumentFactory
from tests.factories.reviews import publish


def today() -> date:
    return timezone.localdate()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())


@pytest.fixture
def document(jsj):
    return RuleDocumentFactory(published=True, ended_on=today() + timedelta(days=1))


def its_day_comes(page) -> Due:
    """Let it have named today instead of tomorrow; return what is due."""
    type(page).objects.filter(pk=page.pk).update(ended_on=today())
    row, begun = due_row(page), midnight(today())
    Due.objects.filter(pk=row.pk).update(due_at=begun, next_at=begun, claimed_until=None)
    row.refresh_from_db()
    return row


def log(page) -> list[str]:
    found = LogEntry.objects.filter(subject=page.slug).order_by("index")
    return list(found.values_list("kind", flat=True))


def validity(page) -> tuple[str, str]:
    """Return what the page says, and what the register."""
    return type(page).objects.get(pk=page.pk).validity, page.register_entry.validity


def test_its_end_is_due_when_the_day_begins(document):
    row = due_row(document)
    assert (row.kind, row.due_at) == ("validity_end", midnight(today() + timedelta(days=1)))
    assert document.title not in str(Due.objects.values().get(pk=row.pk))
    assert validity(document) == ("valid", "valid")


def test_on_its_day_page_and_register_say_expired_once(document, client):
    before = ask(current_place()).number
    Snapshot.objects.all().delete()
    row = its_day_comes(document)
    assert due_work.perform(row.pk) is Result.DONE
    assert validity(document) == ("expired", "expired")
    assert log(document) == ["page.published", "validity.ended"]
    assert ask(current_place()).number != before
    assert Snapshot.objects.get().wanted_pages == [document.pk]
    assert due_work.perform(row.pk) is Result.NOTHING
    assert log(document) == ["page.published", "validity.ended"]
    shown = client.get(document.url, headers={"host": "jsj.localhost"}).content.decode()
    assert "本文件已经失效。" in shown
    call_command("verify_log", "--bureau", "jsj")


def test_before_its_day_it_holds(document):
    assert due_work.perform(due_row(document).pk) is Result.LATER
    assert validity(document) == ("valid", "valid")
    assert log(document) == ["page.published"]


def test_another_day_in_a_later_version_counts(document):
    document.ended_on = today() + timedelta(days=30)
    publish(document)
    row = Due.objects.open().get(kind="validity_end")
    assert row.due_at == midnight(today() + timedelta(days=30))
    document.ended_on = None
    publish(document)
    assert not Due.objects.open().filter(kind="validity_end").exists()


def test_what_left_the_site_does_not_lapse(document):
    row = its_day_comes(document)
    document.refresh_from_db()
    document.unpublish()
    row.refresh_from_db()
    assert row.outcome == "cancelled"
    assert due_work.perform(row.pk) is Result.NOTHING
    assert lapse(row) is False
    assert validity(document) == ("valid", "valid")


def test_the_sweep_finds_an_end_that_is_lost_wrong_or_nobodys(document):
    right = due_row(document).due_at
    Due.objects.filter(kind="validity_end").delete()
    assert due_repair.repair() == due_repair.Repaired(set=1)
    assert due_row(document).due_at == right
    assert due_repair.repair() == due_repair.Repaired()
    Due.objects.open().update(due_at=right + timedelta(days=1))
    assert due_repair.repair() == due_repair.Repaired(set=1)
    assert due_row(document).due_at == right
    RuleDocumentPage.objects.update(ended_on=None)
    assert due_repair.repair() == due_repair.Repaired(cancelled=1)


def test_another_bureau_cannot_end_it(document):
    row = its_day_comes(document)
    row.bureau = "county"
    assert lapse(row) is False
    assert validity(document) == ("valid", "valid")


def test_the_next_version_must_say_so_too(document):
    due_work.perform(its_day_comes(document).pk)
    draft = document.get_latest_revision_as_object()
    draft.ended_on = today()
    with pytest.raises(ValidationError) as refused:
        publish(draft)
    assert list(refused.value.message_dict) == ["ended_on"]
    assert log(document) == ["page.published", "validity.ended"]
    draft.validity, draft.end_reason = "expired", "有效期届满"
    publish(draft)
    assert validity(document) == ("expired", "expired")
    assert log(document)[-1] == "page.published"


def test_nothing_else_lapses(jsj):
    for page in (ItemFactory(published=True), RuleDocumentFactory(published=True)):
        assert due_row(page) is None
    repealed = RuleDocumentFactory(published=True, repealed=True)
    assert due_row(repealed) is None
