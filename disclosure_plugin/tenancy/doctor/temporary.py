"""Two bureaus for a trial, made for it and taken away after it, however it ends."""

from __future__ import annotations

import logging
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection, transaction
from django_tenants.utils import get_public_schema_name, schema_context

from disclosure_plugin.domain import social_credit
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.tenancy import locks
from disclosure_plugin.tenancy.models import SCHEMA_PREFIX, Bureau, BureauDomain
from disclosure_plugin.tenancy.provisioning import create_bureau
from disclosure_plugin.tenancy.template import ensure_template

logger = logging.getLogger("disclosure_plugin.tenancy.doctor")

# No bureau of a county is called like this.
LEFT_BEHIND = re.compile(r"doctor[ab][0-9a-f]{8}")


class AlreadyRunning(DisclosureError):
    """Another trial has its two bureaus in this database."""


@contextmanager
def two_bureaus() -> Iterator[tuple[Bureau, Bureau]]:
    """Make two bureaus that no list names, and drop them at the end of the block.

    Raises:
        AlreadyRunning: another run is under way. What a killed one left behind is dropped.
    """
    with locks.alone_at_once(locks.DOCTOR) as free:
        if not free:
            raise AlreadyRunning("The tenancy doctor is at work already: wait until it has ended.")
        drop_left_behind()
        run = secrets.token_hex(4)
        ensure_template()
        try:
            yield _make(f"doctora{run}"), _make(f"doctorb{run}")
        finally:
            drop_left_behind()


def drop_left_behind() -> None:
    """Drop the bureaus of this trial and of those that were killed: rows, schemas, files."""
    with schema_context(get_public_schema_name()):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ %s", [_SCHEMAS])
            codes = {row[0].removeprefix(SCHEMA_PREFIX) for row in cursor.fetchall()}
        codes |= set(
            Bureau.objects.filter(code__regex=f"^{LEFT_BEHIND.pattern}$").values_list(
                "code", flat=True
            )
        )
        for code in sorted(codes):
            _drop(code)


_SCHEMAS = f"^{SCHEMA_PREFIX}{LEFT_BEHIND.pattern}$"


def _make(code: str) -> Bureau:
    with schema_context(get_public_schema_name()), transaction.atomic():
        made = create_bureau(
            code=code,
            name=f"Doctor {code}",
            host=f"{code}.{_parent_host()}",
            social_credit_code=_credit_code(code),
        )
        # In the same transaction: the county's list never names it, and beat never asks it.
        Bureau.objects.filter(pk=made.bureau.pk).update(state=Bureau.State.TRIAL)
        made.bureau.refresh_from_db()
        return made.bureau


def _credit_code(code: str) -> str:
    """Return a code that is right in form and names nowhere: there is no division 000000."""
    first_seventeen = f"Y1000000{code.removeprefix('doctor').upper()}"
    return first_seventeen + social_credit.check_character(first_seventeen)


def _parent_host() -> str:
    """Return a domain both can live below, as bureaus of one county do.

    A browser takes hosts below ``localhost`` for strangers to each other and those below one
    county's domain for the same site, which is the harder case: so there is a domain between.
    """
    host = BureauDomain.objects.order_by("pk").values_list("domain", flat=True).first() or ""
    parent = host.partition(".")[2] or "localhost"
    return parent if "." in parent else f"doctor.{parent}"


def _drop(code: str) -> None:
    if not LEFT_BEHIND.fullmatch(code):
        raise ValueError(f"{code!r} is not a bureau of a trial.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{SCHEMA_PREFIX}{code}" CASCADE')
        # Not Model.delete(): its signals look for indexes that only bureaus have.
        table = Bureau._meta.db_table
        for related in Bureau._meta.related_objects:
            column = related.field.column
            cursor.execute(
                f'DELETE FROM "{related.related_model._meta.db_table}" WHERE "{column}" IN '
                f'(SELECT id FROM "{table}" WHERE code = %s)',
                [code],
            )
        cursor.execute(f'DELETE FROM "{table}" WHERE code = %s', [code])
    for folder in _folders(code):
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)
    logger.info("the bureau of a trial is gone", extra={"bureau": code})


def _folders(code: str) -> list[Path]:
    """Return the bureau's folder in every storage on this machine."""
    tops = {Path(settings.MEDIA_ROOT).absolute()}
    for alias in settings.STORAGES:
        if alias == "staticfiles":
            continue
        storage = storages[alias]
        if isinstance(storage, FileSystemStorage):
            location = getattr(storage, "_location", None) or settings.MEDIA_ROOT
            tops.add(Path(location).absolute())
    return [top / code for top in sorted(tops)]
