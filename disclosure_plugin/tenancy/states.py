"""Suspend a bureau, close it, open it again: who asks for it gives the reason."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.utils import get_public_schema_name, schema_context

from disclosure_plugin.errors import DisclosureError

from .models import Bureau, BureauStateChange

logger = logging.getLogger("disclosure_plugin.tenancy")


class CannotChangeState(DisclosureError):
    """The bureau's state cannot be changed like this; nothing was changed."""


def suspend(code: str, *, reason: str, by: str = "", seen: str | None = None) -> Bureau:
    """Let every address of a bureau answer 503 with the reason, its admin included.

    Args:
        code: code of the bureau.
        reason: a sentence that every visitor will read.
        by: name of the person who does it, for the history.
        seen: the state that person decided on; None: whatever it is.

    Raises:
        CannotChangeState: there is no such bureau, the reason is empty, or somebody else has
            changed the state.
    """
    return _change(code, Bureau.State.SUSPENDED, reason, by, seen)


def close(code: str, *, reason: str, by: str = "", seen: str | None = None) -> Bureau:
    """End the work of a bureau: its public pages stay readable, nothing can be edited.

    Args:
        code: code of the bureau.
        reason: a sentence that its editors will read.
        by: name of the person who does it, for the history.
        seen: the state that person decided on; None: whatever it is.

    Raises:
        CannotChangeState: there is no such bureau, the reason is empty, or somebody else has
            changed the state.
    """
    return _change(code, Bureau.State.CLOSED, reason, by, seen)


def resume(code: str, *, by: str = "", seen: str | None = None) -> Bureau:
    """Open a suspended or closed bureau again.

    Args:
        code: code of the bureau.
        by: name of the person who does it, for the history.
        seen: the state that person decided on; None: whatever it is.

    Raises:
        CannotChangeState: there is no such bureau, or somebody else has changed the state.
    """
    return _change(code, Bureau.State.OPEN, "", by, seen)


def _change(code: str, state: str, reason: str, by: str, seen: str | None) -> Bureau:
    reason = " ".join(reason.split())
    if state != Bureau.State.OPEN and not reason:
        raise CannotChangeState('Give the reason: --reason "…". People will read it.')
    # django-tenants saves a tenant's row from the shared schema only.
    with schema_context(get_public_schema_name()), transaction.atomic():
        bureau: Bureau | None = Bureau.objects.select_for_update().filter(code=code).first()
        if bureau is None:
            known = ", ".join(Bureau.objects.order_by("code").values_list("code", flat=True))
            raise CannotChangeState(f"There is no bureau {code!r}. Bureaus: {known or 'none'}.")
        if seen is not None and bureau.state != seen:
            raise CannotChangeState(
                _(
                    "Somebody else has just changed the state of %(name)s. Look at it as it is "
                    "now, then decide."
                )
                % {"name": bureau.name}
            )
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
