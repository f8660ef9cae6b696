"""When something that public pages show ends by itself."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Min
from wagtail.models import DraftStateMixin, Page


def next_expiry(*, after: datetime) -> float | None:
    """Return when the next live page of the current bureau expires, in seconds since 1970.

    Anything else that can expire counts too; a page may show it. One query for each kind.

    Args:
        after: the moment from which on is looked (UTC).
    """
    moments = [
        model._default_manager.filter(live=True, expire_at__gt=after).aggregate(
            first=Min("expire_at")
        )["first"]
        for model in _kinds()
    ]
    return min((one.timestamp() for one in moments if one is not None), default=None)


def _kinds() -> list[type[models.Model]]:
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]
