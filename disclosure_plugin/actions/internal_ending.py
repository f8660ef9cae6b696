"""Stop showing staff what was disclosed to them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import InternalEntry, SignOff
from disclosure_plugin.models.internal_register import REASON_MAX_CHARACTERS

from .publishing import wait_for_turn
from .reviewing import void_approvals
from .signing import name_of

ENDED = "disclosure.end_disclosure_to_staff"


class ReasonMissing(Refused):
    """A disclosure was to be ended without a word why."""

    sentence = gettext_noop("Say why “%(title)s” is no longer disclosed to staff.")


class ReasonTooLong(Refused):
    """A reason has more characters than are kept."""

    sentence = gettext_noop("Give the reason in at most %(most)s characters.")


@transaction.atomic
def end_disclosure(entry: InternalEntry, *, reason: str, user: Any) -> InternalEntry:
    """Stop showing an item to staff; to be disclosed again it is reviewed again.

    Args:
        entry: of the internal register.
        reason: in the words that staff read at its address.
        user: who ends it.

    Raises:
        ReasonMissing, ReasonTooLong: the reason cannot be kept.
        ActRefused: it is not disclosed to staff any more.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(title=entry.title)
    if len(reason) > REASON_MAX_CHARACTERS:
        raise ReasonTooLong(most=REASON_MAX_CHARACTERS)
    wait_for_turn()
    entry = InternalEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    page = entry.page.specific
    if not entry.live:
        raise ActRefused(
            _("“%(title)s” is not disclosed to staff any more.") % {"title": entry.title},
            page=page,
        )
    page.revisions.update(approved_go_live_at=None)
    void_approvals(page, SignOff.Void.UNPUBLISHED)
    log(page, ENDED, user=user, data={"reason": reason})
    entry.end(InternalEntry.State.ENDED, reason=reason, by=name_of(user))
    return entry
