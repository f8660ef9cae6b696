"""Structured items of every type."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from .pages import (
    FeeStandardFactory,
    PenaltyProcedureFactory,
    RuleDocumentFactory,
    ServiceProcedureFactory,
)

STRUCTURED = [
    ServiceProcedureFactory,
    FeeStandardFactory,
    PenaltyProcedureFactory,
    RuleDocumentFactory,
]


def unfinished(factory: Any, parent: Page) -> Page:
    """Return a saved draft of a type that has a title and nothing else."""
    page = factory._meta.model(title="没有写完的一件", live=False)
    parent.add_child(instance=page)
    page.save_revision(clean=False)
    return page
