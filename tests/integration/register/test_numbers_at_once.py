"""Fifty publish at once, one in ten is rolled back: no hole, no double, and the log verifies."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.register.models import Log, LogEntry, RegisterEntry
from disclosure_plugin.register.verifying import verify
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.reviews import colleague

pytestmark = pytest.mark.long

THREADS = 50
ROLLED_BACK_EACH = 10
ROLES = (EDITORS, REVIEWERS, ADMINISTRATORS)


class TakenBack(Exception):
    """This one's transaction ends with nothing."""


def publish(pk: int, start: threading.Barrier, *, keep: bool) -> str:
    """Publish a page in a thread of its own, on a connection of its own."""
    try:
        with bureaus.activate("jsj"):
            page = DisclosureItemPage.objects.get(pk=pk)
            author, *signers = (colleague(role) for role in ROLES)
            start.wait(timeout=60)
            with transaction.atomic():
                review(page, author=author, people=signers)
                if not keep:
                    raise TakenBack
        return "public"
    except TakenBack:
        return "taken back"
    finally:
        connections.close_all()


@pytest.mark.usefixtures("outside_transactions")
def test_numbers_are_consecutive_whoever_publishes_when():
    with bureaus.activate("jsj"):
        column = ColumnFactory(parent=BoardFactory())
        keys = [ItemFactory(parent=column).pk for _i in range(THREADS)]
        for role in ROLES:
            colleague(role)
    start = threading.Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        asked = [
            pool.submit(publish, pk, start, keep=index % ROLLED_BACK_EACH != 0)
            for index, pk in enumerate(keys)
        ]
        answers = [one.result(timeout=120) for one in asked]
    kept = [pk for index, pk in enumerate(keys) if index % ROLLED_BACK_EACH != 0]
    assert answers.count("taken back") == 5
    assert answers.count("public") == len(kept) == 45

    entries = RegisterEntry.objects.filter(bureau="jsj")
    code = CREDIT_CODES["jsj"]
    expected = [f"{code}-/2026-1102{serial:03}" for serial in range(1, 46)]
    assert sorted(entries.values_list("number", flat=True)) == expected
    assert set(entries.values_list("page", flat=True)) == set(kept)
    with bureaus.activate("jsj"):
        live = set(Page.objects.live().filter(pk__in=keys).values_list("pk", flat=True))
    assert live == set(kept)

    log = Log.objects.get(bureau="jsj")
    assert LogEntry.objects.filter(log=log, kind="page.published").count() == 45
    assert verify(log).size == log.size == 45
    assert set(log.entries.values_list("subject", flat=True)) == set(
        entries.values_list("short_id", flat=True)
    )
