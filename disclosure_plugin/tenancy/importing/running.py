"""Make the bureaus that lists ask for: a row is the job, and carries what became of it.

A bureau and its row are written in one transaction: a worker killed at any moment leaves the
row as it was, and no bureau is made twice.
"""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.utils import get_public_schema_name, schema_context

from disclosure_plugin.models import Invitation
from disclosure_plugin.tenancy import locks
from disclosure_plugin.tenancy.models import BureauImportRow
from disclosure_plugin.tenancy.provisioning import BureausAreMigrated, CannotCreateBureau, make
from disclosure_plugin.tenancy.template import ensure_template

from .preparing import bureau_of, message_of

logger = logging.getLogger("disclosure_plugin.tenancy")
State = BureauImportRow.State

# A line that kills its worker, by memory for example, must not stop the others for ever.
MAX_ATTEMPTS = 3


def run_waiting() -> int:
    """Make every bureau that is asked for and not made yet, one after the other.

    Returns:
        How many rows were worked on; none while another worker is at it, or while bureaus are
        being migrated.
    """
    done = 0
    with (
        schema_context(get_public_schema_name()),
        locks.alone_at_once(locks.IMPORTING) as free,
    ):
        if not free or not _waiting().exists():
            return 0
        with locks.together(locks.MIGRATING) as no_migration:
            if no_migration:
                ensure_template()  # not within a row's transaction
        while (row := _begin()) is not None:
            try:
                _work_on(row)
            except BureausAreMigrated:
                BureauImportRow.objects.filter(pk=row.pk).update(attempts=F("attempts") - 1)
                logger.info("Bureaus are being migrated; the import waits")
                break
            done += 1
    return done


def _waiting() -> QuerySet[BureauImportRow]:
    return BureauImportRow.objects.filter(
        state=State.NEW, bureau_import__started_at__isnull=False
    ).order_by("bureau_import__started_at", "line")


def _begin() -> BureauImportRow | None:
    """Choose the next row and note, before anything can happen, that it was tried."""
    _waiting().filter(attempts__gte=MAX_ATTEMPTS).update(
        state=State.FAILED,
        finished_at=timezone.now(),
        message=_("The worker died %(count)s times at this line.") % {"count": MAX_ATTEMPTS},
    )
    with transaction.atomic():
        # A killed worker's transaction may still be on its way out: its row comes later.
        row = _waiting().select_for_update(of=["self"], skip_locked=True).first()
        if row is not None:
            row.attempts += 1
            row.save(update_fields=["attempts"])
    return row


def _work_on(row: BureauImportRow) -> None:
    with transaction.atomic():
        rows = BureauImportRow.objects.select_for_update().filter(pk=row.pk, state=State.NEW)
        locked = rows.first()
        if locked is None:
            return
        locked.state, locked.message = _result(locked)
        locked.finished_at = timezone.now()
        locked.save(update_fields=["state", "message", "finished_at"])


def _result(row: BureauImportRow) -> tuple[str, str]:
    try:
        with transaction.atomic():
            made = make(bureau_of(row.values))
    except BureausAreMigrated:
        raise
    except CannotCreateBureau as error:
        return State.REFUSED, message_of(error.errors)
    except Exception:
        logger.exception("The bureau cannot be made", extra={"bureau": row.values["code"]})
        return State.FAILED, _("An unexpected error: it stands in the log of the worker.")
    if made.invitation and made.invitation.mail == Invitation.Mail.NONE:
        # The link itself would stay readable in this row for everybody who sees the list.
        return State.CREATED, _(
            "For the administrator's link open the bureau and press the button."
        )
    return (State.CREATED if made.created else State.UNCHANGED), ""
