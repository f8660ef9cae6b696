"""E-mails leave the site: of what is not for everybody they tell that it is there, and no more."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import reverse
from wagtail.models import PageSubscription

from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from tests.factories.forms import form_of
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
CANARY = "内部金丝雀事项"
COMMENT = "金丝雀意见"


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def editor(jsj):
    return UserFactory(role=EDITORS, email="bianji@example.org")


@pytest.fixture
def reviewer(jsj):
    return UserFactory(role=REVIEWERS, email="shencha@example.org")


def sent() -> list[str]:
    """Return what was mailed, with its subject and in both forms."""
    return [
        "\n".join([one.subject, one.body, *(part.content for part in one.alternatives)])
        for one in mail.outbox
    ]


def handed_in(item, editor) -> None:
    item.get_workflow().start(item, editor)


def commented(item, editor) -> None:
    row = {
        "comments-TOTAL_FORMS": "1",
        "comments-0-text": COMMENT,
        "comments-0-contentpath": "title",
        "comments-0-position": "",
        "comments-0-id": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-MIN_NUM_FORMS": "0",
        "comments-0-replies-MAX_NUM_FORMS": "1000",
        "comment_notifications": "on",
    }
    address = reverse("wagtailadmin_pages:edit", args=[item.pk])
    client = sign_in(editor, HOST)
    assert client.post(address, {**form_of(item), **row}).status_code in (200, 302)
    assert item.wagtail_admin_comments.get().text == COMMENT


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize("kept", [False, True])
def test_a_mail_about_a_review_names_what_is_for_everybody_alone(
    column, editor, reviewer, kept, html
):
    item = ItemFactory(parent=column, title=CANARY, **({"audience": "staff"} if kept else {}))
    with override_settings(WAGTAILADMIN_NOTIFICATION_USE_HTML=html):
        handed_in(item, editor)
        item.current_workflow_task_state.reject(user=reviewer, comment=COMMENT)
    asked, answered = sent()
    assert [one.to for one in mail.outbox] == [[reviewer.email], [editor.email]]
    for text in (asked, answered):
        assert (CANARY in text) is not kept
        assert f"/admin/pages/{item.pk}/" in text
    assert (COMMENT in answered) is not kept


@pytest.mark.parametrize("kept", [False, True])
def test_comments_are_mailed_of_what_is_for_everybody_alone(column, editor, reviewer, kept):
    item = ItemFactory(parent=column, title=CANARY, **({"audience": "staff"} if kept else {}))
    PageSubscription.objects.create(user=reviewer, page=item, comment_notifications=True)
    commented(item, editor)
    assert len(mail.outbox) == (0 if kept else 1)
    assert all(COMMENT in text and CANARY in text for text in sent())
