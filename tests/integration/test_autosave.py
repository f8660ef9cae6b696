"""Autosave comes twice a second: it saves, and begins nothing."""

import json
import os
import sys
import traceback
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry, Revision

import disclosure_plugin
from disclosure_plugin import bureaus, tasks
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.models import PersonalDataCheck
from disclosure_plugin.register.due import Due
from tests.factories.forms import form_of
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)
OURS = str(Path(disclosure_plugin.__file__).parent) + os.sep
# Measured on Wagtail 8.0.1, with the request's own: session, account, bureau. Wagtail asks two
# or three more where it remembers less.
MOST_QUERIES = 132
MOST_OF_OURS = 23


@pytest.fixture
def desk(jsj):
    """An editor's browser, and the draft that lies open in it."""
    editor = UserFactory(role=EDITORS)
    item = ItemFactory(parent=ColumnFactory(parent=BoardFactory()), owner=editor)
    revision = item.save_revision(user=editor)
    return sign_in(editor, "jsj.localhost"), item, revision


def autosave(desk, number: int):
    client, item, revision = desk
    with bureaus.activate("jsj"):
        at = Revision.objects.get(pk=revision.pk).created_at.isoformat()
        form = form_of(
            item,
            overwrite_revision_id=str(revision.pk),
            loaded_revision_id=str(revision.pk),
            loaded_revision_created_at=at,
            title=f"第{number}次",
        )
    address = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    answer = client.post(address, form, headers={"accept": "application/json"})
    assert answer.json()["success"], answer.json()
    return answer.json()


def test_it_writes_into_the_version_it_began(desk):
    _client, _item, revision = desk
    assert [autosave(desk, number)["revision_id"] for number in range(3)] == [revision.pk] * 3


def test_half_a_character_is_saved_as_one_that_is_unknown(desk):
    client, item, _revision = desk
    form = form_of(item)
    text = json.loads(form["body-0-value"])
    text["blocks"][0]["text"] = "占\ude00用\ud83d道路😀"
    form["body-0-value"] = json.dumps(text)  # escaped, as browsers write it
    assert client.post(f"/admin/pages/{item.pk}/edit/", form).status_code == 302
    item.refresh_from_db()
    assert "占\ufffd用\ufffd道路😀" in item.get_latest_revision_as_object().body[0].value.source


def asked_by_us() -> bool:
    """Say whether our own code asked the query that is about to run, and not Wagtail's."""
    for frame, _line in traceback.walk_stack(sys._getframe(2)):
        name = frame.f_code.co_filename
        if name.startswith(OURS):
            return True
        if any(f"{os.sep}{theirs}{os.sep}" in name for theirs in ("wagtail", "modelsearch")):
            return False
    return False


def test_it_asks_the_database_as_little_as_it_did(desk):
    autosave(desk, 1)
    own = []

    def note(execute, sql, params, many, context):
        if asked_by_us():
            own.append(sql)
        return execute(sql, params, many, context)

    with CaptureQueriesContext(connection) as captured, connection.execute_wrapper(note):
        autosave(desk, 2)
    assert len(own) <= MOST_OF_OURS, [str(one)[:200] for one in own]
    assert len(captured) <= MOST_QUERIES


def test_it_checks_nothing_and_sends_no_task(desk, monkeypatch):
    sent = []
    for name in ("check_file", "find_due", "perform_due", "run_item_imports", "rescan_published"):
        monkeypatch.setattr(
            getattr(tasks, name), "apply_async", lambda *a, **k: sent.append((a, k))
        )
    for number in range(3):
        autosave(desk, number)
    with bureaus.activate("jsj"):
        assert PersonalDataCheck.objects.count() == 0
        assert not Due.objects.of("jsj").exists()
    assert sent == []


def test_many_autosaves_are_one_line_of_the_history(desk):
    _client, item, _revision = desk
    for number in range(5):
        autosave(desk, number)
    with bureaus.activate("jsj"):
        edits = PageLogEntry.objects.filter(page=item.pk, action="wagtail.edit")
        # Wagtail shows entries of one number as one line.
        assert edits.values("uuid").distinct().count() == 1
