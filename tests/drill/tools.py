"""Other people's tools, each group in a virtual environment of its own.

None of them is a dependency of the product: pywb is GPL-3, the engine of ReplayWeb.page AGPL-3,
and a judge that shares our libraries at our versions would judge less. What was installed is kept
for the next time; other versions in the requirement files make another environment.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import sys
import tarfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from sandbox.services.progress import Progress
from sandbox.services.state import REPOSITORY

from .errors import DrillError
from .running import run

CACHE = REPOSITORY / ".drill"
REQUIREMENTS = Path(__file__).parent / "requirements"
VERIFIER = REPOSITORY / "disclosure_plugin" / "archive" / "verify_archive.py"

REPLAYWEB = "2.5.3"
# As the registry gives it: the same file, whichever mirror it comes from.
REPLAYWEB_SHA512 = (
    "nCj2PSON3BxeSJKE8AsYPyULv0XPZKJWfy4l9PyQre9SqwLZ+WKZVs/sfLqPOQ4GrH+0YkjbwOhr8cSTH08gsQ=="
)
REPLAYWEB_FILES = ("ui.js", "sw.js")
DOWNLOAD_SECONDS = 120


@dataclass(frozen=True)
class Tools:
    """Where the tools are.

    Attributes:
        judges, pywb: the ``bin`` folders of the two environments.
        replayweb: the folder with ``ui.js`` and ``sw.js``.
        verifier: our own one-file verifier, copied away from everything else of ours.
        openssl, chromium: programs of the system.
    """

    judges: Path
    pywb: Path
    replayweb: Path
    verifier: Path
    openssl: str
    chromium: str


def install(folder: Path, progress: Progress) -> Tools:
    """Install what is not there yet.

    Args:
        folder: of this run; the verifier is copied there.
        progress: where to say so.

    Raises:
        DrillError: something cannot be installed, or the system lacks a program.
    """
    openssl = _program(("openssl",), "openssl")
    chromium = _program(("chromium", "chromium-browser"), "chromium")
    with progress.step("Other people's tools"):
        return Tools(
            judges=_environment("judges"),
            pywb=_environment("pywb"),
            replayweb=_replayweb(),
            verifier=Path(shutil.copy(VERIFIER, folder)),
            openssl=openssl,
            chromium=chromium,
        )


def _program(names: tuple[str, ...], package: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise DrillError(
            f"The drill needs {package}. On Debian or Ubuntu: apt-get install {package}"
        )
    return found


def _environment(name: str) -> Path:
    requirements = REQUIREMENTS / f"{name}.txt"
    made_of = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    folder = CACHE / f"{name}-{made_of[:12]}"
    marker = folder / ".installed"
    if not marker.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _do(name, sys.executable, "-m", "venv", folder)
        pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input")
        _do(name, *pip, "--disable-pip-version-check", "-r", requirements)
        marker.touch()
    return folder / "bin"


def _do(name: str, *command: str | Path) -> None:
    said = run(*command)
    if said.status:
        raise DrillError(
            f"The tools of tests/drill/requirements/{name}.txt cannot be installed, so nothing "
            f"is judged. A package index must be reachable.\n{said.text.strip()[-2000:]}"
        )


def _replayweb() -> Path:
    folder = CACHE / f"replayweb-{REPLAYWEB}"
    if not all((folder / name).exists() for name in REPLAYWEB_FILES):
        content = _tarball()
        found = base64.b64encode(hashlib.sha512(content).digest()).decode()
        if found != REPLAYWEB_SHA512:
            raise DrillError(
                f"The package replaywebpage {REPLAYWEB} is not the one that was pinned: its "
                f"SHA-512 is {found}."
            )
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=io.BytesIO(content)) as package:
            for name in REPLAYWEB_FILES:
                member = package.extractfile(f"package/{name}")
                if member is None:
                    raise DrillError(f"replaywebpage {REPLAYWEB} has no {name}.")
                (folder / name).write_bytes(member.read())
    return folder


def _tarball() -> bytes:
    """The package from the registry; its dependencies are packed into the two files."""
    registry = os.environ.get("NPM_CONFIG_REGISTRY") or "https://registry.npmjs.org/"
    address = f"{registry.rstrip('/')}/replaywebpage/-/replaywebpage-{REPLAYWEB}.tgz"
    try:
        with urllib.request.urlopen(address, timeout=DOWNLOAD_SECONDS) as answer:
            content: bytes = answer.read()
            return content
    except OSError as error:
        raise DrillError(f"ReplayWeb.page cannot be fetched from {address}: {error}") from error
