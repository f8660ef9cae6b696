"""Suspend a bureau, close it, open it again: who asks for it gives the reason."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone
from django_tenants.utils import get_public_schema_name, schema_context

from disclosure_plugin.errors import DisclosureError

from .models import Bureau, BureauStateChange

logger = logging.getLogger("disclosure_plugin.tenancy")


class CannotChangeState(DisclosureError):
    """The bureau's state cannot be changed like this; nothing was changed."""


def suspend(code: str, *, reason: str, by: str = "") -> Bureau:
    """Let every address of a bureau answer 503 with the reason, its admin included.

    Args:
        code: code of the bureau.
        reason: a sentence that every visitor will read.
        by: name of the person who does it, for the history.

    Raises:
        CannotChangeState: there is no such bureau, or the reason is empty.
    """
    return _change(code, Bureau.State.SUSPENDED, reason, by)


def close(code: str, *, reason: str, by: str = "") -> Bureau:
    """End the work of a bureau: its public pages stay readable, nothing can be edited.

    Args:
        code: code of the bureau.
        reason: a sentence that its editors will read.
        by: name of the person who does it, for the history.

    Raises:
        CannotChangeState: there is no such bureau, or the reason is empty.
    """
    return _change(code, Bureau.State.CLOSED, reason, by)


def resume(code: str, *, by: str = "") -> Bureau:
    """Open a suspended or closed bureau again.

    Args:
        code: code of the bureau.
        by: name of the person who does it, for the history.

    Raises:
        CannotChangeState: there is no such bureau.
    """
    return _change(code, Bureau.State.OPEN, "", by)


def _change(code: str, state: str, reason: str, by: str) -> Bureau:
    reason = " ".join(reason.split())
    if state != Bureau.State.OPEN and not reason:
        raise CannotChangeState('Give the reason: --reason "…". People will read it.')
    # django-tenants saves a tenant's row from the shared schema only.
    with schema_context(get_public_schema_name()), transaction.atomic():
        bureau: Bureau | None = Bureau.objects.select_for_update().filter(code=code).first()
        if bureau is None:
            known = ", ".join(Bureau.objects.order_by("code").values_list("code", flat=True))
            raise CannotChangeState(f"There is no bureau {code!r}. Bureaus: {known or 'none'}.")
        unchanged = (bureau.state, bureau.state_reason) == (state, reason)
        if bureau.state != state:
            bureau.state_since = timezone.now()
        bureau.state, bureau.state_reason = state, reason
        bureau.save(update_fields=["state", "state_reason", "state_since"])
        if not unchanged:
            BureauStateChange.objects.create(
                bureau=bureau, state=state, reason=reason, changed_by=by
            )
    logger.warning("the bureau is %s: %s", state, reason or "–", extra={"bureau": code})
    return bureau
