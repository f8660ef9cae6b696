"""Write the register: the door calls this in the transaction of what becomes public.

An item is registered under a number of its own when it first becomes public, and keeps it. What
is for certain people only never enters.
"""

from __future__ import annotations

import logging
from typing import Any

from django.apps import apps as installed
from django.db import transaction
from django.db.models.functions import Now
from django.db.models.signals import post_migrate

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain import index_numbers
from disclosure_plugin.domain.register import due_by
from disclosure_plugin.domain.working_days import YearNotAnnounced
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import DisclosedMixin, Removal
from disclosure_plugin.register.disclosed_types import write_down
from disclosure_plugin.register.models import NumberSeries, RegisterEntry
from disclosure_plugin.register.numbers import take
from disclosure_plugin.register.working_calendar import working_calendar

from .lapsing import forget_end, note_end
from .noticing import break_off, set_period
from .search_sections import write_sections
from .version_at_door import VersionAtTheDoor, locked_entry

logger = logging.getLogger("disclosure_plugin.register")

NO_LONGER_PUBLIC = (
    RegisterEntry.State.UNPUBLISHED,
    RegisterEntry.State.WITHDRAWN,
    RegisterEntry.State.TAKEN_DOWN,
)
# What the entry of something that was taken down does not tell.
FORGOTTEN = {"title": "", "abstract": "", "original_source": "", "original_published_on": None}


class NotReadyForTheRegister(Refused):
    """A page lacks what its row in the register must say (Regulation, Art. 12)."""

    sentence = gettext_noop(
        "Before “%(title)s” can be published, enter the day it was formed and its category."
    )


class NumberIsVoid(Refused):
    """A page whose number is void was to be published again."""

    sentence = gettext_noop(
        "The index number %(number)s is void (%(reason)s) and its page stays closed. Copy the "
        "page and publish the copy: it gets a number of its own."
    )


class NoSuchEntry(Refused):
    """A number was to be made void that the bureau has not given, or that is in use."""

    sentence = gettext_noop(
        "This bureau has no item with the index number %(number)s that has been unpublished. "
        "Unpublish its page first."
    )


class ReasonMissing(Refused):
    """A number was to be made void without a word why."""

    sentence = gettext_noop("Say why the index number %(number)s is made void.")


def why_not_registered(version: VersionAtTheDoor) -> str:
    """Say why a version cannot be registered: it would have no number, or a void one.

    Returns:
        a sentence that says what to do; empty if it can be, or need not.
    """
    if not version.is_for_everybody:
        return ""
    try:
        _check(version, bureaus.identity())
    except Refused as refused:
        return refusal_sentence(refused)
    return ""


def _check(version: VersionAtTheDoor, bureau: bureaus.BureauIdentity) -> None:
    page, entry = version.page, version.entry
    if page.formed_on is None or not page.category:
        raise NotReadyForTheRegister(title=page.title)
    if entry is None:
        _series(page, bureau.organisation_code)
    elif entry.state == RegisterEntry.State.VOID:
        raise NumberIsVoid(number=entry.number, reason=entry.state_reason)


def register(version: VersionAtTheDoor) -> RegisterEntry | None:
    """Write the entry of a page that has just become public, or bring it up to date.

    Args:
        version: what was published.

    Returns:
        The entry; None for a page that only certain people may see.
    """
    if not version.is_for_everybody:
        return None
    bureau, page, entry = bureaus.identity(), version.page, version.entry
    if entry is None:
        entry = RegisterEntry(bureau=bureau.code, page=page.pk, first_published_at=Now())
        _give_number(entry, page, bureau.organisation_code)
        if version.was_public and not version.was_live:
            _public_from_now_on(page)
    _describe(entry, page)
    set_period(entry, version)
    entry.bureau_name = bureau.name
    entry.content_hash = version.content
    entry.version_published_at = Now()
    _set_state(entry, RegisterEntry.State.PUBLIC)
    is_new = entry.pk is None
    entry.save()
    write_sections(version, entry, is_new=is_new)
    note_end(page)
    return entry


def note_unpublished(page: Any) -> None:
    """Keep the entry of a page that has just stopped being public, and say so in it.

    Args:
        page: the page that is no longer public.
    """
    entry = locked_entry(bureaus.current(), page)
    if entry is not None and entry.state == RegisterEntry.State.PUBLIC:
        break_off(entry, page)
        forget_end(entry.page)
        _set_state(entry, RegisterEntry.State.UNPUBLISHED)
        entry.save(update_fields=["state", "state_basis", "state_reason", "state_since"])


def note_removed(page: Any, *, taken_down: bool, basis: str, reason: str = "") -> None:
    """Say in the entry of a page that has just been removed on what that rests.

    Args:
        page: the page that is no longer public.
        taken_down: whether the entry must forget what the page was called and said.
        basis: a value of :class:`~disclosure_plugin.domain.removals.Basis`.
        reason: in the words that its address will answer.
    """
    entry = locked_entry(bureaus.current(), page)
    if entry is None:
        return
    if taken_down:
        for name, nothing in FORGOTTEN.items():
            setattr(entry, name, nothing)
    if entry.state != RegisterEntry.State.VOID:  # that is for good
        state = RegisterEntry.State.TAKEN_DOWN if taken_down else RegisterEntry.State.WITHDRAWN
        _set_state(entry, state, basis=basis, reason=reason)
    entry.save()


def note_lifted(page: Any, version: Any) -> None:
    """Say in the entry of a page whose take-down was lifted that it may be public again.

    What was withdrawn before, and not published since, is withdrawn as it was.

    Args:
        page: that.
        version: what was taken down; the entry says again what it had to forget of it.
    """
    entry = locked_entry(bureaus.current(), page)
    if entry is None or entry.state != RegisterEntry.State.TAKEN_DOWN:
        return  # its number may be void by now, and stays so
    for name in FORGOTTEN:
        setattr(entry, name, getattr(version, name))
    withdrawal = Removal.objects.filter(
        page=page.pk,
        kind=Removal.Kind.WITHDRAWAL,
        outcome=Removal.Outcome.AGREED,
        decided_at__gt=entry.version_published_at,
    ).first()
    if withdrawal is None:
        _set_state(entry, RegisterEntry.State.UNPUBLISHED)
    else:
        state, basis = RegisterEntry.State.WITHDRAWN, withdrawal.basis
        _set_state(entry, state, basis=basis, reason=withdrawal.reason)
    entry.save()


@transaction.atomic
def make_void(number: str, *, reason: str) -> RegisterEntry:
    """Make a number of the current bureau void for good; it is never given to anything else.

    Args:
        number: the index number.
        reason: why, in the words that its address will answer.

    Raises:
        ReasonMissing: no reason is given.
        NoSuchEntry: the bureau has no such number, its page is public, or it is void already.
    """
    if not reason.strip():
        raise ReasonMissing(number=number)
    entries = RegisterEntry.objects.select_for_update()
    entry = entries.filter(
        bureau=bureaus.current(), number=number, state__in=NO_LONGER_PUBLIC
    ).first()
    if entry is None:
        raise NoSuchEntry(number=number)
    _set_state(entry, RegisterEntry.State.VOID, reason=reason.strip())
    entry.save(update_fields=["state", "state_basis", "state_reason", "state_since"])
    return entry


def _public_from_now_on(page: Any) -> None:
    """Take for the first publication this one: before, only certain people have seen it."""
    page.first_published_at = page.last_published_at
    pages = type(page)._base_manager.filter(pk=page.pk)
    pages.update(first_published_at=page.first_published_at)


def _give_number(entry: RegisterEntry, page: Any, organisation: str) -> None:
    pattern, series = _series(page, organisation)
    number = pattern.number(series, take(NumberSeries, series))
    entry.number, entry.outgrown = number.text, number.outgrown
    if number.outgrown:
        logger.warning(
            "An index number has more digits than the pattern provides for",
            extra={"bureau": entry.bureau, "number": number.text, "pattern": pattern.text},
        )


def _series(page: Any, organisation: str) -> tuple[index_numbers.Pattern, str]:
    pattern = index_numbers.Pattern(get_settings().INDEX_NUMBER_PATTERN)
    return pattern, pattern.series(
        organisation=organisation, category=page.category, formed_on=page.formed_on
    )


def _describe(entry: RegisterEntry, page: Any) -> None:
    entry.short_id = page.slug
    for name in (
        "title", "abstract", "category", "validity", "formed_on",
        "original_published_on", "original_source",
    ):  # fmt: skip
        setattr(entry, name, getattr(page, name))
    try:
        entry.due_by = due_by(page.formed_on, working_calendar()).end
        entry.due_unknown_year = None
    except YearNotAnnounced as error:
        entry.due_by = None
        entry.due_unknown_year = int(str(error.params["year"]))


def _set_state(entry: RegisterEntry, state: str, *, basis: str = "", reason: str = "") -> None:
    if entry.state != state or entry.pk is None:
        entry.state_since = Now()
    entry.state, entry.state_basis, entry.state_reason = state, basis, reason


def register_signal_handlers() -> None:
    """Tell PostgreSQL after each migration what discloses something; called once, at start-up."""
    post_migrate.connect(
        _after_migrate,
        sender=installed.get_app_config("disclosure_register"),
        dispatch_uid="disclosure.register_types",
    )


def _after_migrate(sender: Any, using: str, apps: Any, **kwargs: object) -> None:
    try:
        apps.get_model("disclosure_register", "DisclosedType")
    except LookupError:
        return  # the table is not there yet
    write_down(model for model in installed.get_models() if issubclass(model, DisclosedMixin))
