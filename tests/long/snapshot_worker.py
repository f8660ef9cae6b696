"""A worker process that takes the construction bureau's snapshot when it is let go."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

from django.db import connection

from sandbox.services.state import REPOSITORY

# Waits at the gate when Django has started, so that only the snapshot is timed.
TAKE = """
import json, sys
from django.conf import settings
settings.DISCLOSURE = {**settings.DISCLOSURE, "MEDIA_ACCEL_PREFIX": sys.argv[1]}
import django
django.setup()
from disclosure_plugin import bureaus
from disclosure_plugin.snapshots.taking import take_waiting
from tests.peak_memory import peak_memory
print("ready", flush=True)
sys.stdin.readline()
with bureaus.activate("jsj"):
    print(json.dumps([take_waiting(), peak_memory()]))
"""


class Worker:
    """The process.

    Args:
        prefix: where the front server has the public files; empty if there is none.
        environment: further variables.
    """

    def __init__(self, prefix: str = "", **environment: str) -> None:
        name = connection.settings_dict["NAME"]
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        self.process = subprocess.Popen(
            [sys.executable, "-c", TAKE, prefix],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.settings.tenants",
                "DATABASE_URL": url,
                "PYTHONPATH": str(REPOSITORY),
                **environment,
            },
        )
        assert self.process.stdout.readline() == "ready\n"

    def go(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def take(self) -> int:
        """Let it take one snapshot; return the most memory it had, in bytes."""
        out, _err = self.process.communicate("\n", timeout=600)
        taken, peak = json.loads(out)
        assert taken == 1
        return peak

    def kill(self) -> bool:
        """Kill it; return whether it was at work."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()
        return self.process.returncode == -signal.SIGKILL
