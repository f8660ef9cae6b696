"""A difference between two catalogues, as templates show it."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst

from disclosure_plugin.domain.catalogue_difference import Difference
from disclosure_plugin.register.models import CatalogueRow


def column_in_words(name: str) -> str:
    """Return what a column is called, in the reader's language."""
    column: Any = CatalogueRow._meta.get_field(name)
    return capfirst(str(column.verbose_name))


def difference_in_words(of: Difference) -> dict[str, Any]:
    """Return a difference whose columns have their names."""
    return {
        "is_any": bool(of),
        "added": of.added,
        "removed": of.removed,
        "moved": of.moved,
        "changed": [
            {
                "row": one.after,
                "cells": [
                    {"column": column_in_words(name), "before": before, "after": after}
                    for name, before, after in one.cells
                ],
            }
            for one in of.changed
        ],
    }
