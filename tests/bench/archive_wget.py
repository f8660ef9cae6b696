"""The peer: wget mirrors the running site into a WARC file."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from disclosure_plugin.archive.urls import normal_url

# As our snapshot: nothing of the editors' screens, nor of the archive, which every page links to,
# and no page in another dress.
# Addresses that our snapshots leave out, each for a reason they give (snapshots/capture.py).
NOT_WANTED = r"[?&](view|theme)=|/(admin|archive)/|\.ics$"
# Everything was fetched, or something answered with an error, which is recorded too.
DONE = (0, 8)


@dataclass(frozen=True)
class Mirror:
    """What wget has made.

    Attributes:
        seconds: what it took.
        size: bytes of its WARC file.
        addresses: media type by address of what answered 200.
    """

    seconds: float
    size: int
    addresses: dict[str, str]


def what_is_missing() -> str:
    """Say what to do where wget is not there; empty if it is."""
    there = shutil.which("wget")
    return "" if there else "wget is missing; on Debian or Ubuntu: apt-get install wget"


def version() -> str:
    said = subprocess.run(["wget", "--version"], check=True, capture_output=True, text=True)
    return " ".join(said.stdout.split()[1:3])


def mirror(address: str, port: int) -> Mirror:
    """Mirror a site.

    Args:
        address: of its home page.
        port: on 127.0.0.1 where the app server listens. It is asked as a proxy, because not
            every system finds the names below .localhost.

    Raises:
        RuntimeError: wget failed.
    """
    environment = {**os.environ, "http_proxy": f"http://127.0.0.1:{port}/", "no_proxy": ""}
    with tempfile.TemporaryDirectory(prefix="bench-wget-") as name:
        folder = Path(name)
        command = [
            *("wget", "--mirror", "--page-requisites", "--no-verbose"),
            *("--execute", "robots=off", "--reject-regex", NOT_WANTED),
            *("--directory-prefix", str(folder / "files"), "--warc-file", str(folder / "site")),
            address,
        ]
        began = time.perf_counter()
        done = subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - began
        if done.returncode not in DONE:
            raise RuntimeError(f"wget ended with {done.returncode}: {done.stderr[-2000:]}")
        warc = folder / "site.warc.gz"
        return Mirror(seconds, warc.stat().st_size, _addresses(warc))


def _addresses(warc: Path) -> dict[str, str]:
    found = {}
    with warc.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response" and record.http_headers.get_statuscode() == "200":
                url = record.rec_headers.get_header("WARC-Target-URI").strip("<>")
                kind = record.http_headers.get_header("Content-Type", "")
                found[normal_url(url)] = kind.partition(";")[0].strip().lower()
    return found
