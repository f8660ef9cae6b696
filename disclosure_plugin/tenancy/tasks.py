"""Celery tasks of the county; each makes one call inward."""

from __future__ import annotations

from celery import shared_task

from .importing import running


@shared_task(name="disclosure_tenancy.run_imports", ignore_result=True, county_wide=True)
def run_imports() -> None:
    """Make the bureaus that lists ask for; each row says which bureau it is."""
    running.run_waiting()
