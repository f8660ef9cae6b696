"""Who wrote a version, who signed it, and with which files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from wagtail.models import Page, Revision

from disclosure_plugin.models import FileVersion, Person, SignOff

from .audiences import is_for_staff

# What counts as writing; a version that was purged leaves its entry.
WRITING = (
    "wagtail.create",
    "wagtail.edit",
    "wagtail.revert",
    "disclosure.import_summary",
    "disclosure.import_item",
)


# SignOff.objects.valid() in plain SQL, because the door asks it at each publication.
APPROVALS = """
    SELECT signed.*, EXISTS (
        SELECT FROM disclosure_plugin_signoff_versions WHERE signoff_id = signed.id
    ) AS has_files
    FROM disclosure_plugin_signoff signed
    WHERE page_id = %s AND outcome = %s AND voided_at IS NULL ORDER BY signed_at DESC, id DESC
"""


def approvals(page: Page) -> list[SignOff]:
    """Return the signatures on any version of a page that hold, the newest first.

    Returns:
        sign-offs; their ``has_files`` says whether any file was signed with the text.
    """
    return list(SignOff.objects.raw(APPROVALS, [page.pk, SignOff.Outcome.APPROVED]))


# One question, because the door asks it at each publication.
AUTHORS = """
    WITH last AS (
        SELECT id, created_at FROM wagtailcore_revision earlier
        WHERE base_content_type_id = %(base)s AND object_id = %(page)s::text
          AND created_at < %(at)s
          AND (
              EXISTS (SELECT FROM disclosure_plugin_signoff
                      WHERE revision_id = earlier.id AND published_at IS NOT NULL)
              -- What was disclosed to staff begins anew when it is to be for everybody.
              OR %(for_staff)s AND EXISTS (SELECT FROM disclosure_plugin_internalversion
                                           WHERE revision_id = earlier.id)
              -- Published before sign-offs were kept.
              OR id = (SELECT live_revision_id FROM wagtailcore_page WHERE id = %(page)s AND live)
          )
        ORDER BY created_at DESC LIMIT 1
    ), wrote AS (
        SELECT user_id FROM wagtailcore_revision
        WHERE base_content_type_id = %(base)s AND object_id = %(page)s::text
          AND created_at <= %(at)s
          AND created_at > coalesce((SELECT created_at FROM last), '-infinity')
          AND user_id IS NOT NULL
        UNION
        SELECT user_id FROM wagtailcore_pagelogentry
        WHERE page_id = %(page)s AND action = ANY(%(writing)s)
          AND (timestamp <= %(at)s OR revision_id = %(revision)s)
          AND timestamp > coalesce((SELECT created_at FROM last), '-infinity')
          AND revision_id IS DISTINCT FROM coalesce((SELECT id FROM last), 0)
          AND user_id IS NOT NULL
    )
    SELECT user_id FROM wrote
    UNION SELECT other.user_id FROM wrote
    JOIN disclosure_plugin_person one ON one.user_id = wrote.user_id
    JOIN disclosure_plugin_person other ON other.human = one.human AND one.human <> ''
"""


def authors(revision: Any) -> set[int]:
    """Return everybody who saved a version since the last publication, up to this one.

    Whoever has several accounts is in it with all of them.

    Args:
        revision: of a disclosed page.
    """
    values = {
        "base": revision.base_content_type_id,
        "page": int(revision.object_id),
        "at": revision.created_at,
        "revision": revision.pk,
        "writing": list(WRITING),
        "for_staff": is_for_staff(revision),
    }
    with connection.cursor() as cursor:
        cursor.execute(AUTHORS, values)
        return {user for [user] in cursor.fetchall()}


def accounts_of_same_people(users: Iterable[int]) -> set[int]:
    """Return these accounts and all others of the people they belong to.

    Args:
        users: keys of accounts.
    """
    users = set(users)
    humans = Person.objects.filter(user__in=users).exclude(human="").values("human")
    return users | set(Person.objects.filter(human__in=humans).values_list("user", flat=True))


def approved_files(page: Page) -> list[FileVersion] | None:
    """Return the files with which a live page was approved; None where no sign-off says."""
    if page.live_revision_id is None:
        return None
    return files_of_version(page.live_revision_id)


def files_of_version(revision: int) -> list[FileVersion] | None:
    """Return the files with which a version was approved and published; None: nobody says."""
    signed = _published().filter(revision=revision).first()
    return list(signed.versions.all()) if signed else None


def last_public_version(page: Page) -> Revision | None:
    """Return the version that everybody can read, or could until the page left the site."""
    if page.live_revision_id is not None:
        return page.live_revision
    signed = _published().filter(page=page.pk).select_related("revision")
    versions = (one.revision for one in signed.order_by("-published_at", "-pk"))
    return next((one for one in versions if not is_for_staff(one)), None)


def _published() -> QuerySet[SignOff]:
    return SignOff.objects.filter(is_last=True, published_at__isnull=False)
