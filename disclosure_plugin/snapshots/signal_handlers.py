"""What becomes of a page changes the snapshots, in the same transaction.

One that is published, unpublished or to be withdrawn asks for a snapshot; one that is taken down
keeps those back that could hold it.
"""

from __future__ import annotations

from wagtail.signals import page_published, page_unpublished

from disclosure_plugin.signals import (
    notice_ended,
    page_taken_down,
    validity_ended,
    withdrawal_asked,
)

from .models import Snapshot
from .quarantine import quarantine
from .requests import request_snapshot


def after_publish(sender, instance, **kwargs) -> None:
    # Wagtail sends its signal also when a page that never was public is scheduled.
    if instance.live:
        request_snapshot(reason=Snapshot.Reason.PUBLISHED, pages=[instance.pk])


def after_unpublish(sender, instance, **kwargs) -> None:
    request_snapshot(reason=Snapshot.Reason.UNPUBLISHED, pages=[instance.pk])


def after_an_end(sender, page, **kwargs) -> None:
    request_snapshot(reason=Snapshot.Reason.PUBLISHED, pages=[page.pk])


def before_withdrawal(sender, page, **kwargs) -> None:
    request_snapshot(reason=Snapshot.Reason.REMOVAL, pages=[page.pk])


def after_take_down(sender, page, versions, names, basis, **kwargs) -> None:
    quarantine(page, versions, names, basis)


def register_signal_handlers() -> None:
    page_published.connect(after_publish, dispatch_uid="disclosure_snapshots.published")
    page_unpublished.connect(after_unpublish, dispatch_uid="disclosure_snapshots.unpublished")
    notice_ended.connect(after_an_end, dispatch_uid="disclosure_snapshots.notice_ended")
    validity_ended.connect(after_an_end, dispatch_uid="disclosure_snapshots.validity_ended")
    withdrawal_asked.connect(before_withdrawal, dispatch_uid="disclosure_snapshots.withdrawal")
    page_taken_down.connect(after_take_down, dispatch_uid="disclosure_snapshots.taken_down")
