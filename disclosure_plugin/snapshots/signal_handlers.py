"""A page that is published or unpublished asks for a snapshot, in the same transaction."""

from __future__ import annotations

from wagtail.signals import page_published, page_unpublished

from .models import Snapshot
from .requests import request_snapshot


def after_publish(sender, instance, **kwargs) -> None:
    request_snapshot(reason=Snapshot.Reason.PUBLISHED)


def after_unpublish(sender, instance, **kwargs) -> None:
    request_snapshot(reason=Snapshot.Reason.UNPUBLISHED)


def register_signal_handlers() -> None:
    page_published.connect(after_publish, dispatch_uid="disclosure_snapshots.published")
    page_unpublished.connect(after_unpublish, dispatch_uid="disclosure_snapshots.unpublished")
