"""Which tasks say their bureau, which are the county's, and which say nothing."""

from __future__ import annotations

import inspect

from celery import current_app
from django.utils.module_loading import autodiscover_modules


def of_a_bureau() -> list[str]:
    """Return the names of tasks that cannot be called without the argument ``bureau``."""
    return [name for name in _tasks() if _wants_bureau(name)]


def without_bureau() -> list[str]:
    """Return the names of tasks that can run without a bureau and must not.

    A task of the whole county says so: ``@shared_task(county_wide=True)``. Celery's own are
    not asked.
    """
    return [
        name
        for name in _tasks()
        if not _wants_bureau(name) and not getattr(current_app.tasks[name], "county_wide", False)
    ]


def _tasks() -> list[str]:
    # Not Celery's own discovery: that runs the system checks, and one of them asks us.
    autodiscover_modules("tasks")
    return sorted(name for name in current_app.tasks if not name.startswith("celery."))


def _wants_bureau(name: str) -> bool:
    parameter = inspect.signature(current_app.tasks[name].run).parameters.get("bureau")
    return parameter is not None and parameter.default is inspect.Parameter.empty
