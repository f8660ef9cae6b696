"""Take something off the site before its time: withdraw it, or take it down.

A withdrawal waits until a second person agrees. A take-down is done at once, by one person, for
personal data or a secret; a second person confirms or lifts it afterwards. Both leave the number,
the day and the basis at the address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.domain.removals import (
    TAKE_DOWN_BASES,
    WITHDRAWAL_BASES,
    Basis,
    check_reason,
    check_second_person,
)
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import FileVersion, PublicFile, PublicUse, Removal, SignOff
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.queries.sign_offs import files_of_version, last_public_version
from disclosure_plugin.register.log import append
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.signals import page_taken_down, withdrawal_asked

from .content_hash import material_hash
from .public_files import publish_again, stop_versions
from .publishing import wait_for_turn
from .registering import note_lifted, note_removed
from .reviewing import void_approvals

WITHDRAWN = "disclosure.withdraw"
TAKEN_DOWN = "disclosure.take_down"
LIFTED = "disclosure.lift_take_down"

# States of what is not at its address any more and still told of.
LEFT = (
    RegisterEntry.State.UNPUBLISHED,
    RegisterEntry.State.WITHDRAWN,
    RegisterEntry.State.VOID,
)


@dataclass(frozen=True)
class By:
    """Who does it: an account of the bureau, or somebody of the county by name."""

    name: str
    user: Any = None

    @classmethod
    def account(cls, user: Any) -> By:
        """Return who an account of the bureau is."""
        return cls(user.get_full_name() or user.get_username(), user)


# --- Withdraw ------------------------------------------------------------------------------------


@transaction.atomic
def ask_withdrawal(page: Page, *, basis: Basis, reason: str, by: By) -> Removal:
    """Ask for a public page to be withdrawn; nothing changes until somebody else agrees.

    Args:
        page: a public, disclosed page.
        basis: one of ``WITHDRAWAL_BASES``.
        reason: in the words that visitors will read at its address.
        by: who asks.

    Raises:
        ReasonMissing, ReasonTooLong: the reason cannot be kept.
        ActRefused: the page is not public, or another removal of it waits.
    """
    if basis not in WITHDRAWAL_BASES:
        raise ValueError(basis)
    reason = check_reason(reason)
    page = _public(page)
    removal = _begun(page, Removal.Kind.WITHDRAWAL, basis, reason, by)
    withdrawal_asked.send(sender=type(page), page=page)
    return removal


@transaction.atomic
def agree(removal: Removal, *, by: By) -> Removal:
    """Withdraw the page that somebody else asked to have withdrawn.

    Raises:
        AlreadyDecided, SecondPersonMissing: it is not this person's to decide.
        ActRefused: the page was changed since, or is public no more.
    """
    removal = _decided(removal, Removal.Outcome.AGREED, by)
    page = _public(removal.page)
    if page.live_revision_id != removal.revision_id:
        raise ActRefused(
            _(
                "“%(title)s” was published anew after its withdrawal was asked for. Decline it, "
                "and ask again if the new version is to go too."
            )
            % {"title": page.title},
            page=page,
        )
    _unpublish(page, by)
    note_removed(page, taken_down=False, basis=removal.basis, reason=removal.reason)
    log(page, WITHDRAWN, user=by.user, data=_said(removal))
    append(bureaus.current(), kind="page.withdrawn", subject=page.slug, hashes={})
    return removal


@transaction.atomic
def decline(removal: Removal, *, by: By) -> Removal:
    """Leave the page public that somebody else asked to have withdrawn.

    Raises:
        AlreadyDecided, SecondPersonMissing: it is not this person's to decide.
    """
    return _decided(removal, Removal.Outcome.DECLINED, by)


# --- Take down -----------------------------------------------------------------------------------


@transaction.atomic
def take_down(page: Page, *, basis: Basis, by: By) -> Removal:
    """Stop everything a page has made public, now.

    Its files are stopped too, also where other pages show them. What it was stays for the
    bureau's own staff, as evidence. A page that has left the site is still told of by the
    register, and shown by the archive: that ends too.

    Args:
        page: a disclosed page that is public, was withdrawn, or is public no more.
        basis: one of ``TAKE_DOWN_BASES``.
        by: who does it.

    Raises:
        ActRefused: the page never was public, or was taken down before.
    """
    if basis not in TAKE_DOWN_BASES:
        raise ValueError(basis)
    page = _public_once(page)
    # A leak does not wait for what was asked for before.
    Removal.objects.undecided().filter(page=page.pk).update(
        outcome=Removal.Outcome.DECLINED, decided_at=Now(), decided_by_name=by.name
    )
    removal = _begun(page, Removal.Kind.TAKE_DOWN, basis, "", by)
    versions = list(removal.versions.all())
    names = list(
        PublicFile.objects.filter(version__in=versions).values_list("name", flat=True).distinct()
    )
    review = page.current_workflow_state
    if review is not None:
        review.cancel(user=by.user)
    if page.live:
        _unpublish(page, by)
    else:
        _cancel_what_is_next(page)
    stop_versions(versions)
    note_removed(page, taken_down=True, basis=basis)
    page_taken_down.send(
        sender=type(page), page=page, versions=versions, names=names, basis=basis.value
    )
    log(page, TAKEN_DOWN, user=by.user, data=_said(removal))
    append(bureaus.current(), kind="page.taken_down", subject=page.slug, hashes={})
    return removal


@transaction.atomic
def confirm(removal: Removal, *, by: By) -> Removal:
    """Confirm that a page was rightly taken down: that version never becomes public again.

    Raises:
        AlreadyDecided, SecondPersonMissing: it is not this person's to decide.
    """
    return _decided(removal, Removal.Outcome.CONFIRMED, by)


@transaction.atomic
def lift(removal: Removal, *, by: By) -> Removal:
    """Say that a page was taken down by mistake: it may be reviewed and published again.

    Its files go back to other pages that show them.

    Raises:
        AlreadyDecided, SecondPersonMissing: it is not this person's to decide.
    """
    removal = _decided(removal, Removal.Outcome.LIFTED, by)
    still = Removal.objects.standing_take_downs().values("versions")
    versions = removal.versions.exclude(pk__in=still.exclude(versions=None))
    publish_again(list(versions))
    note_lifted(removal.page, removal.revision.as_object())
    log(removal.page, LIFTED, user=by.user, data=_said(removal))
    append(bureaus.current(), kind="page.lifted", subject=removal.page.slug, hashes={})
    return removal


# --- Steps ---------------------------------------------------------------------------------------


def _public(page: Page) -> Any:
    """Return the page as it is now, with the right to publish or stop it in this bureau."""
    wait_for_turn()
    found = Page.objects.filter(pk=page.pk, live=True).first()
    if found is None or not is_disclosed(found):
        raise ActRefused(_("“%(title)s” is not public.") % {"title": page.title}, page=page)
    return found.specific


def may_be_taken_down(page: Page) -> bool:
    """Say whether a page is public, or has left the site and is still told of and archived."""
    if not is_disclosed(page):
        return False
    if page.live or page.first_published_at is None:  # of most drafts nothing is asked
        return bool(page.live)
    left = RegisterEntry.objects.filter(bureau=bureaus.current(), page=page.pk, state__in=LEFT)
    version = last_public_version(page) if left.exists() else None
    if version is None:
        return False
    done = Removal.objects.standing_take_downs().filter(page=page.pk, revision=version.pk)
    return not done.exists()


def _public_once(page: Page) -> Any:
    """Return a page that may be taken down as it is now, with the right to stop it."""
    wait_for_turn()
    found = Page.objects.filter(pk=page.pk).first()
    if found is None or not may_be_taken_down(found):
        raise ActRefused(_("“%(title)s” is not public.") % {"title": page.title}, page=page)
    return found.specific


def _cancel_what_is_next(page: Any) -> None:
    """What would be published soon may say the same."""
    page.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    void_approvals(page, SignOff.Void.UNPUBLISHED)


def _begun(page: Any, kind: Removal.Kind, basis: Basis, reason: str, by: By) -> Removal:
    waiting = Removal.objects.undecided().filter(page=page.pk).first()
    if waiting is not None:
        raise ActRefused(
            _("A withdrawal of “%(title)s” waits for a second person already.")
            % {"title": page.title},
            page=page,
        )
    revision = last_public_version(page)
    versions = _versions_of(page, revision)
    entry = page.register_entry
    removal = Removal.objects.create(
        page=page,
        revision=revision,
        material_sha256=material_hash(revision, versions),
        number=entry.number if entry else "",
        kind=kind,
        basis=basis,
        reason=reason,
        asked_by=by.user,
        asked_by_name=by.name,
    )
    removal.versions.set(versions)
    removal.refresh_from_db()
    return removal


def _versions_of(page: Any, revision: Any) -> Iterable[FileVersion]:
    """Return what is public with a page, and what was approved with it and is kept back."""
    used = PublicUse.objects.filter(page_id=page.pk).values("version")
    approved = [version.pk for version in files_of_version(revision.pk) or ()]
    return list(FileVersion.objects.filter(Q(pk__in=used) | Q(pk__in=approved)))


def _decided(removal: Removal, outcome: Removal.Outcome, by: By) -> Removal:
    # In the order of a take-down, which must not lose to who decides on a withdrawal: the turn,
    # then the row.
    wait_for_turn()
    removal = Removal.objects.select_for_update(of=("self",)).get(pk=removal.pk)
    check_second_person(
        first=removal.asked_by_id,
        second=by.user.pk if by.user else None,
        decided=bool(removal.outcome),
    )
    removal.outcome = outcome
    removal.decided_by, removal.decided_by_name, removal.decided_at = by.user, by.name, Now()
    removal.save(update_fields=["outcome", "decided_by", "decided_by_name", "decided_at"])
    removal.refresh_from_db()
    return removal


def _unpublish(page: Any, by: By) -> None:
    # Not UnpublishAction, its base: that tells nobody and leaves the page's aliases public.
    UnpublishPageAction(page, user=by.user).execute(skip_permission_checks=True)
    page.refresh_from_db()


def _said(removal: Removal) -> dict[str, str]:
    return {"basis": removal.basis, "reason": removal.reason, "by": removal.asked_by_name}
