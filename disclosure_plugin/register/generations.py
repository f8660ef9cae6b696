"""Which state of a bureau's public pages is the present one: a random number, kept by PostgreSQL.

What was rendered is good as long as the number is the one that was read before it was rendered.
Triggers change it in the transaction that changes anything public pages read, whoever writes
and however: Wagtail, a bulk update, a fixture, a hand in psql. So the two are committed in one
act, and a roll-back takes back both. It is random because a counter would come to old values
again after a restore.

The number of a schema is the XOR of the numbers in its rows. To change it is to replace those
rows that nobody else is replacing by one with another XOR: so no writer ever waits for another,
and there is no lock that could meet the locks of publishing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, models

# Tables that no public page reads; whatever is not named here is watched, a host site's own
# tables included. Most of these are written all day.
QUIET_TABLES = "^(" + "|".join(
    [
        "django_",
        "auth_",
        "axes_",
        "celery_",
        "disclosure_register_",  # publishing writes there too, but never there alone
        "disclosure_snapshots_",
        "disclosure_sign_on_",
        "disclosure_tenancy_",  # the two that matter are watched by name
        "disclosure_plugin_(invitation|person|summaryimport|uploadreservation)$",
        "disclosure_plugin_(signoff|internal(?!matter)|removal|personaldata|review)",
        "disclosure_plugin_(itemimport|deletedpage|pagetemplate|posting|assess|activity|plantask)",
        "disclosure_plugin_(sitecheck|sitefault|outsidelink|preparedsections)$",
        # What is shown of cases is frozen, and shown by publishing the page that names it.
        "disclosure_plugin_case(import|record|assessment)",
        # Made while a page is rendered; they follow from images and versions, which are watched.
        "disclosure_plugin_(publicfile|disclosurerendition)$",
        "wagtailimages_rendition$",
        "wagtailadmin_",
        "wagtailusers_",
        "wagtailsearch",
        "wagtailforms_formsubmission$",
        "wagtailcore_(revision|referenceindex|apitoken|uploadedfile|pagesubscription)$",
        "wagtailcore_(task|workflow|comment|group)",
        # "published" is written in the transaction that publishes.
        "wagtailcore_(page|model)logentry$",
    ]
) + ")"  # fmt: skip
# What a draft changes of a live page's row.
QUIET_COLUMNS = [
    "draft_title", "has_unpublished_changes", "latest_revision_id", "latest_revision_created_at",
    "locked", "locked_at", "locked_by_id",
]  # fmt: skip


class Generation(models.Model):
    """A part of the number of one schema; written by triggers only."""

    place = models.CharField(max_length=63, db_index=True)
    part = models.BigIntegerField()

    class Meta:
        verbose_name = "part of a generation"
        verbose_name_plural = "parts of generations"

    def __str__(self) -> str:
        return f"{self.place}: {self.part}"


@dataclass(frozen=True)
class Now:
    """What the database says at one moment.

    Attributes:
        shared: number of the schema in which all bureaus' addresses and states are.
        number: of the schema asked about, the shared one included; None if nothing was ever
            written there, so that nothing can be said.
        clock: PostgreSQL's clock, in seconds since 1970.
    """

    shared: int | None
    number: int | None
    clock: float


def shared_place() -> str:
    """Return the name of the schema in which all bureaus' addresses and states are."""
    return str(getattr(settings, "PUBLIC_SCHEMA_NAME", "public"))


def current_place() -> str:
    """Return the name of the schema in which the current bureau is."""
    return str(getattr(connection, "schema_name", shared_place()))


def ask(place: str) -> Now:
    """Return the present numbers of a schema; one query.

    It is asked before anything else of a request. So it is itself the check whether the server
    is still there, for which Django would ask a question of its own.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _ask(place)
    except (InterfaceError, OperationalError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _ask(place)


def _ask(place: str) -> Now:
    with connection.cursor() as cursor:
        cursor.execute(ASK, {"shared": shared_place(), "place": place})
        shared, number, is_known, clock, _reset = cursor.fetchone()
    return Now(shared, number if is_known else None, clock)


# The last column lets the next change in this transaction, if there is one, change it again.
ASK = """
    SELECT bit_xor(part) FILTER (WHERE place = %(shared)s), bit_xor(part),
           bool_or(place = %(place)s), extract(epoch FROM clock_timestamp())::float8,
           set_config('disclosure.changed_in', '', true)
    FROM disclosure_register_generation WHERE place IN (%(shared)s, %(place)s)
"""


def watch() -> None:
    """Put the trigger on every table of the current schema that has none and should."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT disclosure_watch(%s, %s)", [QUIET_TABLES, QUIET_COLUMNS])
