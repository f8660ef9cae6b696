"""What others say about a snapshot as it is handed out."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from disclosure_plugin.snapshots.models import Snapshot
from disclosure_plugin.snapshots.stored_packages import whole_package

TOOLS = Path(sys.executable).parent


def captured(snapshot: Snapshot, folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return status and payload by address, read by warcio and not by our own reader.

    What is kept as unchanged has the payload of the record that it refers to.
    """
    payloads: dict[tuple[str, str], bytes] = {}
    statuses: dict[tuple[str, str], int] = {}
    found: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {}
    for warc in sorted(_extracted_warcs(snapshot, folder), reverse=True):  # originals first
        with warc.open("rb") as file:
            for record in ArchiveIterator(file):
                header = record.rec_headers.get_header
                here = (header("WARC-Target-URI"), header("WARC-Date"))
                if record.rec_type == "response":
                    payloads[here] = record.content_stream().read()
                    source = here
                elif record.rec_type == "revisit":
                    source = (
                        header("WARC-Refers-To-Target-URI"),
                        header("WARC-Refers-To-Date"),
                    )
                else:
                    continue
                if record.http_headers:  # else status and headers are those it refers to
                    statuses[here] = int(record.http_headers.get_statuscode())
                if warc.name != "originals.warc.gz":
                    found[here[0]] = (here, source)
    return {
        url: (statuses.get(here, statuses[source]), payloads[source])
        for url, (here, source) in found.items()
    }


def assert_outside_judges_accept(snapshot: Snapshot, folder: Path) -> None:
    """Let `wacz validate` and `warcio check` judge the file."""
    verdict = subprocess.run(
        [TOOLS / "wacz", "validate", "-f", handed_out(snapshot, folder)],
        capture_output=True,
        text=True,
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    for warc in _extracted_warcs(snapshot, folder):
        verdict = subprocess.run([TOOLS / "warcio", "check", warc], capture_output=True, text=True)
        assert (verdict.returncode, verdict.stdout) == (0, "")


def handed_out(snapshot: Snapshot, folder: Path) -> Path:
    """Write the file that somebody who downloads the snapshot gets."""
    path = folder / f"{snapshot.pk}.wacz"
    with whole_package(snapshot) as package:
        path.write_bytes(package.read())
    return path


def _extracted_warcs(snapshot: Snapshot, folder: Path) -> list[Path]:
    with zipfile.ZipFile(handed_out(snapshot, folder)) as package:
        return [
            Path(package.extract(name, folder))
            for name in package.namelist()
            if name.startswith("archive/")
        ]
