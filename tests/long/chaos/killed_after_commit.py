"""A Celery application whose processes are killed right after each commit that publishes.

A gate is asked inside the transaction and before anything else in it waits for the commit, so
what it leaves there is done first: the process is gone before anything that comes after the commit
is done, and before its worker hears that the task is.
"""

import os
import signal
from typing import Any

from celery.signals import worker_process_init
from django.db import transaction

from sandbox.config.celery import app

__all__ = ["app"]


@worker_process_init.connect(weak=False)
def hang_the_gate(**kwargs: Any) -> None:
    from disclosure_plugin.actions import gates

    gates.register(die_after_commit)


def die_after_commit(page: Any, revision: Any) -> str:
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    return ""
