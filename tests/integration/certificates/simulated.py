"""Let a period pass, an observation an hour, with what happens meanwhile."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from disclosure_plugin import bureaus
from disclosure_plugin.archive import verify_archive
from disclosure_plugin.certificates.days import log_days
from disclosure_plugin.certificates.probing import probe_due
from tests.factories.logs import sign_log, signing_with

AN_HOUR = timedelta(hours=1)


def look_until(
    clock, end: datetime, acts: dict[datetime, Callable[[], None]] | None = None
) -> int:
    """Look once an hour until a moment; each act is done when its time has come."""
    waiting = dict(sorted((acts or {}).items()))
    looks = 0
    while clock.now + AN_HOUR <= end:
        until = clock.now + AN_HOUR
        for at in [at for at in waiting if at <= until]:
            clock.set(at)
            waiting.pop(at)()
        clock.set(until)
        with bureaus.activate("jsj"):  # anew, as each task does: its address may be another
            looks += probe_due()
        log_days("jsj", before=clock.now.date())
    assert not waiting
    return looks


def sign(tmp_path: Path) -> None:
    with signing_with(tmp_path / "log.key"):
        assert sign_log("jsj")


def verify(tmp_path: Path, proof: bytes, key: str, *more: str) -> subprocess.CompletedProcess:
    """Run the verifier as a program of its own, outside the project."""
    file = tmp_path / "proof.json"
    file.write_bytes(proof)
    program = Path(verify_archive.__file__)
    return subprocess.run(
        [sys.executable, "-I", str(program), "certificate", str(file), "--key", key,
         "--lang", "en", *more],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
