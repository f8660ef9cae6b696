"""Celery tasks of the publication log.

Signing needs the shared tables alone, so no bureau is activated for it: the signer's role in the
database need not reach any bureau's schema.
"""

from __future__ import annotations

import logging

from celery import shared_task

from . import keeping, signing, stamping
from .keys import KeyUnusable

logger = logging.getLogger("disclosure_plugin.register")


@shared_task(name="disclosure_register.sign_all_logs", ignore_result=True, county_wide=True)
def sign_all_logs() -> None:
    """Sign every log that has grown."""
    try:
        signing.sign_all()
    except KeyUnusable as error:
        logger.error("No publication log is signed: %s", error)


@shared_task(name="disclosure_register.keep_logs", ignore_result=True, county_wide=True)
def keep_logs() -> None:
    """Open the logs that follow closed ones, and enter new keys into their logs."""
    keeping.keep_logs()


@shared_task(name="disclosure_register.stamp_logs", ignore_result=True, county_wide=True)
def stamp_logs() -> None:
    """Have each log stamped that has no time stamp of today, if there is an authority."""
    try:
        stamping.stamp_all()
    except stamping.NoAuthority as error:
        logger.error("No publication log is stamped: %s", error)
