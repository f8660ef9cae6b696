"""A bureau whose row is there and whose schema is not: after half a restore, or by hand."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django_tenants.utils import schema_exists

from .models import Bureau


def why_unusable(bureau: Bureau) -> str:
    """Say that a bureau has no schema to work in, and what to do; empty if it has."""
    if schema_exists(bureau.schema_name):
        return ""
    return _(
        "The database has no data of %(name)s (schema %(schema)s). Restore it from a backup, then "
        "try again. Nothing was changed."
    ) % {"name": bureau.name, "schema": bureau.schema_name}
