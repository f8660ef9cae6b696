"""What others say about the file of a snapshot."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from disclosure_plugin.snapshots.models import Snapshot, archive_storage

TOOLS = Path(sys.executable).parent


def captured(snapshot: Snapshot, folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return status and payload by address, read by warcio and not by our own reader."""
    with _extracted_warc(snapshot, folder).open("rb") as file:
        return {
            record.rec_headers["WARC-Target-URI"]: (
                int(record.http_headers.get_statuscode()),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file)
            if record.rec_type == "response"
        }


def assert_outside_judges_accept(snapshot: Snapshot, folder: Path) -> None:
    """Let `wacz validate` and `warcio check` judge the file."""
    path = archive_storage().path(snapshot.file.name)
    verdict = subprocess.run(
        [TOOLS / "wacz", "validate", "-f", path], capture_output=True, text=True
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    warc = _extracted_warc(snapshot, folder)
    verdict = subprocess.run([TOOLS / "warcio", "check", warc], capture_output=True, text=True)
    assert (verdict.returncode, verdict.stdout) == (0, "")


def _extracted_warc(snapshot: Snapshot, folder: Path) -> Path:
    with zipfile.ZipFile(archive_storage().path(snapshot.file.name)) as package:
        return Path(package.extract("archive/data.warc.gz", folder))
