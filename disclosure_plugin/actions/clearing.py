"""The personal-data gate: what keeps a version back, and what people decide on it.

At the door and at each approval the hash of the content and those of its files are compared with
what was checked. Nothing is read again there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from disclosure_plugin import bureaus
from disclosure_plugin.domain.personal_data_hits import Hit, count_kinds
from disclosure_plugin.domain.personal_data_overrides import (
    Basis,
    check_basis,
    check_reason,
    check_second_person,
)
from disclosure_plugin.editor.personal_data import (
    file_place,
    hits_sentence,
    kind_name,
    not_checked_sentence,
    page_place,
)
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import (
    FileVersion,
    PersonalDataLook,
    PersonalDataOverride,
)
from disclosure_plugin.models.uploads import current_versions
from disclosure_plugin.queries.personal_data import Standing, standing
from disclosure_plugin.queries.sign_offs import authors
from disclosure_plugin.register.models import Override

from .checking import FILES_FIELD
from .content_hash import content_hash
from .version_at_door import VersionAtTheDoor

OVERRIDDEN = "disclosure.override_personal_data"
LOOKED_THROUGH = "disclosure.look_through_file"


# --- The gate ------------------------------------------------------------------------------------


def why_not_clear(version: VersionAtTheDoor) -> str:
    """Say why a version must not be published as far as personal data goes.

    Returns:
        a sentence that says what to do; empty if it may be published. What nobody has approved
        is refused for that: its approval asks this gate.
    """
    if version.approval is None:
        return ""
    title = version.page.title or version.page.draft_title
    return why_standing_is_not_clear(standing(version.content, version.files), title, version.page)


def standing_of(revision: Revision) -> Standing:
    """Return what is known of a version as it would be published now."""
    files = current_versions(revision.as_object())
    return standing(content_hash(revision, files), files)


def why_standing_is_not_clear(stands: Standing, title: str, page: Any) -> str:
    """Put in a sentence what keeps a content back.

    Args:
        stands: what is known of it.
        title: of the page.
        page: it, of its own class.
    """
    if stands.is_clear:
        return ""
    if not stands.is_checked:
        names = _names(stands.waiting) if stands.check is not None else title
        return _(
            "“%(title)s” was not checked for personal data as it is now; not yet checked: "
            "%(names)s. Wait a moment, or press “Check now” under “Personal data”."
        ) % {"title": title, "names": names}
    reasons = []
    refused = [one for file in stands.files if file.check for one in file.check.unreadable]
    if refused:
        reasons.append(" ".join(not_checked_sentence(*one) for one in refused))
    if stands.blocking and not stands.is_overridden:
        listed = hits_sentence(described(blocking_hits(stands), page), stands.blocking)
        reasons.append(
            _(
                "It holds personal data: %(hits)s. Mask it under “Personal data”, or have "
                "somebody who has not written in it let it pass with a legal reason."
            )
            % {"hits": listed}
        )
    unseen = [file.version for file in stands.files if file.waits_for_a_look]
    if unseen:
        reasons.append(
            _(
                "No program can read everything in %(names)s: look through it, and tick under "
                "“Personal data” that you have."
            )
            % {"names": _names(unseen)}
        )
    return _("“%(title)s” cannot be published: %(reasons)s") % {
        "title": title,
        "reasons": " ".join(reasons),
    }


def blocking_hits(stands: Standing) -> list[Hit]:
    """Return the hits that keep a content back, as far as they are kept."""
    return [hit for check in stands.checks for hit in check.found() if hit.blocks]


def described(hits: Sequence[Hit], page: Any) -> list[tuple[str, str, str]]:
    """Return kind, masked form and place of hits, in the reader's language.

    Args:
        hits: of a page and its files.
        page: it, of its own class.
    """
    return [(kind_name(hit.kind), hit.masked, place_of(hit, page)) for hit in hits]


def place_of(hit: Hit, page: Any) -> str:
    """Say where a hit stands, as the editor of the page calls the places."""
    if hit.file:
        place = file_place(hit)
        return _("%(file)s, %(place)s") % {"file": hit.file, "place": place} if place else hit.file
    if hit.field == FILES_FIELD:
        return _("name or title of a file")
    return page_place(hit, *_labels(hit, page))


def _labels(hit: Hit, page: Any) -> tuple[str, str]:
    try:
        field = type(page)._meta.get_field(hit.field)
    except LookupError:
        return hit.field, hit.block_type
    # A list of rows is named as its rows are.
    related = getattr(field, "related_model", None) if field.auto_created else None
    label = related._meta.verbose_name_plural if related else field.verbose_name
    block = getattr(field, "stream_block", None)
    kind = block.child_blocks.get(hit.block_type) if block is not None else None
    return str(label), str(kind.label) if kind is not None else hit.block_type


def _names(files: Sequence[FileVersion]) -> str:
    return pgettext("between names of files", ", ").join(version.name for version in files)


# --- What people decide --------------------------------------------------------------------------


@transaction.atomic
def look_through(version: FileVersion, *, page: Page, user: Any) -> None:
    """Write down that somebody has looked through what no program can read of a file.

    It holds for these bytes, on whichever page.

    Args:
        version: of a document or image that was checked.
        page: on which it was looked at.
        user: who did.

    Raises:
        ActRefused: the file was not checked yet, or cannot be published whoever looks at it.
    """
    stands = standing("", [version]).files[0]
    check = stands.check
    if check is None or check.unreadable:
        raise ActRefused(
            _("“%(name)s” was not checked yet, or has to be made anew first.")
            % {"name": version.name},
            page=page,
        )
    if not check.not_checked:
        return
    name, post = _signature(user)
    _look, made = PersonalDataLook.objects.get_or_create(
        of=check, defaults={"by": user, "by_name": name, "by_post": post}
    )
    if made:
        data = {"file": version.name, "sha256": version.sha256}
        log(page, LOOKED_THROUGH, user=user, data=data)


@transaction.atomic
def let_pass(revision: Revision, *, basis: Basis, reason: str, user: Any) -> PersonalDataOverride:
    """Let exactly this version be published with the personal data that was found in it.

    Whoever changes the version, a file, its dates or who may see it needs another decision. The
    county office reads of it.

    Args:
        revision: the newest version of a disclosed page.
        basis: on what it rests.
        reason: in words; the county reads them.
        user: who decides; nobody who has written in it since it was last published.

    Raises:
        AuthorOverrides, ReasonMissing, ReasonTooLong, SecretStays: it is not theirs to decide,
            or not so.
        ActRefused: it was not checked yet, nothing keeps it back, or it is not the newest.
    """
    reason = check_reason(reason)
    check_second_person(user=user.pk, authors=authors(revision))
    page = Page.objects.get(pk=revision.object_id).specific
    stands = standing_of(revision)
    if page.latest_revision_id != revision.pk:
        raise ActRefused(
            _("“%(title)s” was changed meanwhile. Look at what was found in it now.")
            % {"title": page.title},
            page=page,
        )
    if not stands.is_checked or not stands.blocking:
        raise ActRefused(
            _("In “%(title)s” nothing was found that somebody has to let pass.")
            % {"title": page.title},
            page=page,
        )
    name, post = _signature(user)
    kinds = count_kinds(blocking_hits(stands))
    check_basis(basis, kinds)
    said = {"basis": basis.value, "reason": reason, "kinds": kinds}
    override, made = PersonalDataOverride.objects.get_or_create(
        content_sha256=stands.content_sha256,
        defaults={"page_id": page.pk, "by": user, "by_name": name, "by_post": post, **said},
    )
    if made:
        Override.objects.create(
            bureau=bureaus.current(),
            page=page.pk,
            subject=page.slug,
            content_sha256=stands.content_sha256,
            by_name=name,
            by_post=post,
            **said,
        )
        log(page, OVERRIDDEN, user=user, revision=revision, data=said)
    override.refresh_from_db()
    return override


def _signature(user: Any) -> tuple[str, str]:
    """Return name and post as they are kept."""
    person = getattr(user, "disclosure_person", None)
    return user.get_full_name() or user.get_username(), person.post if person else ""
