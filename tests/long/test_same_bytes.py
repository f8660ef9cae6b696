"""What is public is rendered to the same bytes by two workers, a minute apart."""

from __future__ import annotations

import json
import shutil
import time
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.timezone import localdate
from wagtail.models import Page

from disclosure_plugin import bureaus, models
from disclosure_plugin.snapshots.models import Snapshot
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.stored_packages import whole_package
from tests.factories.pages import (
    AnnualReportFactory,
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    FeeStandardFactory,
    FinanceStatementFactory,
    InternalMatterFactory,
    ItemFactory,
    NoticeFactory,
    PenaltyProcedureFactory,
    RuleDocumentFactory,
    ServiceProcedureFactory,
    StaffListFactory,
    SummaryFactory,
)
from tests.factories.removals import withdrawn
from tests.factories.reviews import publish
from tests.factories.summaries import begun, make_year, written
from tests.factories.uploads import DocumentFactory, ImageFactory

from .snapshot_worker import Worker

pytestmark = pytest.mark.long

APART = 61


@pytest.fixture
def every_page_type(outside_transactions, static_files):
    folder = Path(settings.DATA_DIR) / "archive" / "jsj"
    shutil.rmtree(folder, ignore_errors=True)
    with bureaus.activate("jsj"):
        board = BoardFactory()
        column = ColumnFactory(parent=board)
        item = ItemFactory(
            parent=column,
            attachments=[models.ItemAttachment(document=DocumentFactory())],
            body=[("image", ImageFactory())],
            published=True,
        )
        number = f"/n/{item.register_entry.number}"
        link = [("text", f'<p><a href="{number}">见此</a></p>')]
        ItemFactory(parent=column, body=link, published=True)
        NoticeFactory(parent=column, published=True)
        standard = FeeStandardFactory(parent=column, published=True)
        ServiceProcedureFactory(
            parent=column, charged=True, fee_standard=standard.page_ptr, published=True
        )
        PenaltyProcedureFactory(parent=column, published=True)
        rule = RuleDocumentFactory(parent=column, published=True)
        ItemFactory(parent=column, interprets=rule.page_ptr, published=True)
        FinanceStatementFactory(parent=column, public=True, published=True)
        InternalMatterFactory(parent=column, public=True, published=True)
        CommitmentListFactory(parent=board, published=True)
        SummaryFactory(parent=board, published=True)
        AnnualReportFactory(year=2024, published=True)
        AnnualReportFactory(published=True)
        SummaryFactory(parent=board, published=True, year=1999)
        today = localdate()
        make_year(today.year)
        publish(written(begun(today.year, today=today), today=today))
        StaffListFactory(published=True)
        gone = ItemFactory(parent=column, published=True)
        withdrawn(gone)
        Snapshot.objects.all().delete()
        yield gone
    shutil.rmtree(folder, ignore_errors=True)


def test_two_workers_a_minute_apart_render_the_same(every_page_type):
    public = {type(page.specific) for page in Page.objects.live().public().filter(depth__gt=1)}
    ours = {one for one in models.__dict__.values() if isinstance(one, type)}
    concrete = {one for one in ours if issubclass(one, Page) and not one._meta.abstract}
    assert concrete <= public, "a page type is not in this test"
    first = taken(PYTHONHASHSEED="1", gone=every_page_type)
    time.sleep(APART)
    second = taken(PYTHONHASHSEED="2", gone=every_page_type)
    assert {row["status"] for row in first.values()} >= {200, 410}
    kinds = {row["type"] for row in first.values()}
    assert kinds >= {"text/html", "text/css", "text/csv", "application/json", "application/pdf"}
    assert first == second


def taken(*, gone, **environment: str) -> dict[str, dict]:
    """What the manifest of a new snapshot says by address, without salt and time."""
    key = request_snapshot(reason=Snapshot.Reason.REQUESTED)
    Snapshot.objects.filter(pk=key).update(wanted_pages=[gone.pk])
    Worker(**environment).take()
    snapshot = Snapshot.objects.get(pk=key)
    assert (snapshot.state, snapshot.error, snapshot.problems) == ("COMPLETE", "", [])
    with whole_package(snapshot) as file, zipfile.ZipFile(file) as package:
        lines = package.read("proofs/manifest.txt").splitlines()[1:]
    rows = [json.loads(line) for line in lines]
    return {
        row["url"]: {name: row[name] for name in ("status", "head", "sha256", "type")}
        for row in rows
    }
