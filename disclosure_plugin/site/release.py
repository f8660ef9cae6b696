"""A fingerprint of everything but the database that public pages are made of."""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from disclosure_plugin.conf import get_settings

SETTINGS = ("LANGUAGE_CODE", "TIME_ZONE", "STATIC_URL", "MEDIA_URL", "WAGTAIL_SITE_NAME", "DEBUG")
SUFFIXES = {".py", ".html", ".mo", ".txt", ".json", ".csv"}


@functools.cache
def release() -> str:
    """Return it; the same in every process that runs the same code with the same static files.

    What is installed as a package counts by its version. The files of apps that lie elsewhere,
    of the project's templates and of this package count by their content.
    """
    digest = hashlib.sha256()
    for part in _parts():
        digest.update(part + b"\0")
    return digest.hexdigest()[:16]


def _parts() -> Iterator[bytes]:
    installed = {f"{one.metadata['Name']} {one.version}" for one in distributions()}
    chosen = [str(getattr(settings, name, "")) for name in SETTINGS]
    chosen += [str(get_settings().PUBLIC_PORT), sys.version]
    yield json.dumps([sorted(installed), chosen]).encode()
    for folder in _folders():
        for file in sorted(folder.rglob("*")):
            if file.suffix in SUFFIXES and "node_modules" not in file.parts and file.is_file():
                yield str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes()
    # Addresses of static files carry a digest of their content; this file knows them.
    name = getattr(staticfiles_storage, "manifest_name", "")
    if name and staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as manifest:
            yield manifest.read()


def _folders() -> list[Path]:
    found = {Path(__file__).parent.parent}
    found |= {Path(config.path) for config in apps.get_app_configs()}
    for engine in cast(list[dict[str, Any]], settings.TEMPLATES):
        found |= {Path(folder) for folder in engine.get("DIRS", [])}
    own = {one for one in found if one.is_dir() and "site-packages" not in one.parts}
    own.add(Path(__file__).parent.parent)
    return sorted(one for one in own if not any(above in own for above in one.parents))
