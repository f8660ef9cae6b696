"""A worker keeps its database connection from one task to the next, as a web process does."""

from __future__ import annotations

from typing import Any

from celery.signals import task_prerun
from django.db import close_old_connections


def keep_connections_fresh() -> None:
    """Ask Django, before each task, whether the connection may still be used; once, at start-up.

    Celery by itself makes a new one for each task. Where ``CELERY_DB_REUSE_MAX`` makes it keep
    them, nobody else would look at their age (``CONN_MAX_AGE``) and whether the server is still
    there (``CONN_HEALTH_CHECKS``).
    """
    task_prerun.connect(_before_task, dispatch_uid="disclosure_plugin.keep_connections_fresh")


def _before_task(sender: Any, **kwargs: object) -> None:
    if not sender.request.is_eager:
        close_old_connections()
