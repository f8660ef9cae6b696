"""The table of what is due is made what the current bureau's own tables say.

Triggers keep it right for pages and for every revision. When other objects expire is noted as they
are saved; what changes them past ``save()`` is found by the sweep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Now
from django.db.models.signals import post_delete, post_save
from wagtail.models import DraftStateMixin, Page, Revision

from disclosure_plugin import bureaus
from disclosure_plugin.domain.register import Validity
from disclosure_plugin.models import RuleDocumentMixin
from disclosure_plugin.register.due import Due, set_due
from disclosure_plugin.register.models import RegisterEntry

from .noticing import PAGE

KEPT = (Due.Kind.PUBLISH, Due.Kind.EXPIRE, Due.Kind.NOTICE_END, Due.Kind.VALIDITY_END)


class Key(NamedTuple):
    """What one row is about, within a bureau."""

    kind: str
    object_type: str
    object_id: str
    revision: int

    @classmethod
    def of(cls, row: Due) -> Key:
        return cls(row.kind, row.object_type, row.object_id, row.revision)


@dataclass(frozen=True)
class Repaired:
    """How many rows were added or given another time, and how many were ended."""

    set: int = 0
    cancelled: int = 0


def connect() -> None:
    """Note when objects that are no pages expire, as they are saved; called once, at start-up."""
    for model in _expiring_models():
        if model is not Page:
            name = f"disclosure_plugin.due.{model._meta.label}"
            post_save.connect(_note, sender=model, dispatch_uid=f"{name}.save")
            post_delete.connect(_note_end, sender=model, dispatch_uid=f"{name}.delete")


@transaction.atomic
def repair() -> Repaired:
    """Compare all schedules of the current bureau with their rows and put the rows right.

    Each difference is looked at once more with what it is about locked, so nothing that
    somebody changes meanwhile is put wrong.
    """
    bureau = bureaus.current()
    rows = Due.objects.of(bureau).open().filter(kind__in=KEPT)
    noted = {Key.of(row): row.due_at for row in rows.iterator()}
    repaired = cancelled = 0
    for key, due_at in _schedules():
        if noted.pop(key, None) != due_at:
            repaired += settle(bureau, key) is not None
    for key in noted:
        cancelled += settle(bureau, key) is None
    return Repaired(repaired, cancelled)


def cancel_what_is_nobodys() -> int:
    """End the rows of bureaus that are no more; return how many."""
    rows = Due.objects.open().exclude(bureau__in=bureaus.every_code())
    return rows.update(ended_at=Now(), outcome=Due.Outcome.CANCELLED, claimed_until=None)


def _schedules() -> Iterator[tuple[Key, datetime]]:
    """Yield everything that is to happen in the current bureau."""
    scheduled = Revision.objects.filter(approved_go_live_at__isnull=False)
    for pk, app, model, object_id, at in scheduled.values_list(
        "pk",
        "base_content_type__app_label",
        "base_content_type__model",
        "object_id",
        "approved_go_live_at",
    ).iterator():
        yield Key(Due.Kind.PUBLISH, f"{app}.{model}", object_id, pk), at
    for model in _expiring_models():
        expiring = model._base_manager.filter(live=True, expire_at__isnull=False)
        for pk, at in expiring.values_list("pk", "expire_at").iterator():
            yield Key(Due.Kind.EXPIRE, model._meta.label_lower, str(pk), 0), at
    running = _running_notices(bureaus.current())
    for page, at in running.values_list("page", "period_closes_at").iterator():
        if at is not None:  # asked for above, which its type does not know
            yield Key(Due.Kind.NOTICE_END, PAGE, str(page), 0), at
    for documents in _lapsing_documents(bureaus.current()):
        for document in documents.iterator():
            yield Key(Due.Kind.VALIDITY_END, PAGE, str(document.pk), 0), document.lapses_at


def _running_notices(bureau: str) -> models.QuerySet[RegisterEntry]:
    """Return the entries of notices that stand and whose end was not noted yet."""
    public = RegisterEntry.objects.filter(bureau=bureau, state=RegisterEntry.State.PUBLIC)
    return public.filter(period_closes_at__isnull=False, period_ended_at=None)


def _lapsing_documents(bureau: str) -> Iterator[models.QuerySet[Any]]:
    """Yield, table by table, the public rule documents that hold until a day they name."""
    public = RegisterEntry.objects.filter(bureau=bureau, state=RegisterEntry.State.PUBLIC)
    tables = {
        model._meta.get_field("ended_on").model
        for model in apps.get_models()
        if issubclass(model, RuleDocumentMixin)
    }
    for model in sorted(tables, key=lambda model: model._meta.label):
        yield model._base_manager.filter(
            live=True,
            validity=Validity.VALID,
            ended_on__isnull=False,
            pk__in=public.values("page"),
        )


@transaction.atomic
def settle(bureau: str, key: Key) -> datetime | None:
    """Give one row the time that its object has, with the object locked; return that time."""
    due_at = next(filter(None, (_time_locked(*one) for one in _where(bureau, key))), None)
    set_due(
        bureau,
        key.kind,
        object_type=key.object_type,
        object_id=key.object_id,
        revision=key.revision,
        due_at=due_at,
    )
    return due_at


def _where(bureau: str, key: Key) -> Iterator[tuple[models.QuerySet[Any], str]]:
    """Yield where the time of one row stands: what is asked for it, and the name of the time."""
    if key.kind == Due.Kind.PUBLISH:
        yield Revision.objects.filter(pk=key.revision), "approved_go_live_at"
    elif key.kind == Due.Kind.NOTICE_END:
        yield _running_notices(bureau).filter(page=key.object_id), "period_closes_at"
    elif key.kind == Due.Kind.VALIDITY_END:
        for documents in _lapsing_documents(bureau):
            yield documents.filter(pk=key.object_id), "lapses_at"
    elif (model := _model(key.object_type)) is not None:
        yield model._base_manager.filter(pk=key.object_id, live=True), "expire_at"


def _time_locked(asked: models.QuerySet[Any], name: str) -> datetime | None:
    """Lock the object, if there is one, and return the time it has."""
    found = asked.select_for_update(of=("self",)).first()
    return getattr(found, name) if found else None


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:  # its app is not installed any more
        return None


def _expiring_models() -> list[type[models.Model]]:
    """Return the models whose table says when their objects expire: pages, then all others."""
    tables = {
        model._meta.get_field("expire_at").model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    }
    return [Page, *sorted(tables, key=lambda model: model._meta.label)]


def _note(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    _set_expiry(instance, instance.expire_at if instance.live else None)


def _note_end(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    _set_expiry(instance, None)


def _set_expiry(instance: Any, due_at: datetime | None) -> None:
    table = instance._meta.get_field("expire_at").model
    set_due(
        bureaus.current(),
        Due.Kind.EXPIRE,
        object_type=table._meta.label_lower,
        object_id=instance.pk,
        due_at=due_at,
    )
