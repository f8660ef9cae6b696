"""Let the Nu HTML checker read pages; the jar comes from the npm registry, pinned by its hash."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

from .addresses import Answer

VERSION = "26.9.27"
SOURCE = f"https://registry.npmjs.org/vnu-jar/-/vnu-jar-{VERSION}.tgz"
SHA512 = "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="


def checker(folder: Path) -> Path:
    """Return the checker's jar, fetched into a folder unless it is there."""
    jar = folder / f"vnu-{VERSION}.jar"
    if not jar.exists():
        with urllib.request.urlopen(SOURCE, timeout=120) as answer:
            packed = answer.read()
        found = base64.b64encode(hashlib.sha512(packed).digest()).decode()
        if found != SHA512:
            raise SystemExit(f"{SOURCE} is not what was pinned: sha512-{found}")
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            [member] = [one for one in archive.getmembers() if one.name.endswith("vnu.jar")]
            content = archive.extractfile(member)
            assert content is not None
            folder.mkdir(parents=True, exist_ok=True)
            jar.write_bytes(content.read())
    return jar


def faults(pages: Iterable[Answer], jar: Path, work: Path) -> Iterator[tuple[str, str]]:
    """Check pages in one run.

    Args:
        pages: their bytes are checked as they were sent.
        jar: the checker.
        work: an empty folder.

    Yields:
        address and what is wrong.
    """
    if shutil.which("java") is None:
        raise SystemExit("No Java here. On Debian or Ubuntu: apt install default-jre-headless")
    named = {}
    for number, page in enumerate(pages):
        file = work / f"{number}.html"
        file.write_bytes(page.body)
        named[file.as_uri()] = page.address
    done = subprocess.run(
        ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(work)],
        capture_output=True,
        text=True,
        check=True,
    )
    for one in json.loads(done.stderr)["messages"]:
        if one["type"] != "info" or one.get("subType") == "warning":
            line = one.get("lastLine", "?")
            yield _address(named, one["url"]), f"line {line}: {one['message']}"


def _address(named: dict[str, str], url: str) -> str:
    return named.get(url.replace("file:/", "file:///", 1) if "///" not in url else url, url)
