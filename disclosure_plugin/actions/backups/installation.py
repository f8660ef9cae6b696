"""What belongs to this installation: its database, its folders, its keys, its versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import FileField, Model
from django.utils.module_loading import import_string

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings

from .database import Database

MOST_NAMED = 20


@dataclass(frozen=True)
class Installation:
    """Where everything lies.

    Attributes:
        folders: alias of a storage → the folder of all bureaus.
        not_folders: aliases of storages that are kept elsewhere.
    """

    database: Database
    folders: dict[str, Path]
    not_folders: list[str]


def this_installation() -> Installation:
    """Return the installation of these settings; asks nobody."""
    folders: dict[str, Path] = {}
    elsewhere = []
    for alias, config in cast(dict[str, dict[str, Any]], settings.STORAGES).items():
        if alias == "staticfiles":  # collectstatic makes them anew
            continue
        folder = _folder(config)
        if folder is None:
            elsewhere.append(alias)
        elif not any(folder.is_relative_to(other) for other in folders.values()):
            folders = {name: at for name, at in folders.items() if not at.is_relative_to(folder)}
            folders[alias] = folder
    database = Database(connection.get_connection_params(), get_settings().POSTGRES_PROGRAMS)
    return Installation(database, folders, elsewhere)


def versions() -> dict[str, str]:
    return {name: version(name) for name in ("disclosure-plugin", "Django", "wagtail")}


def known_migrations() -> set[str]:
    """Return ``app.name`` of every migration of this code, those it has replaced included."""
    disk: dict[tuple[str, str], Any] = (
        MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    )
    replaced = {key for migration in disk.values() for key in migration.replaces}
    return {f"{app}.{name}" for app, name in {*disk, *replaced}}


def keys() -> Iterator[tuple[str, bytes]]:
    """Yield the secrets of this installation: a name and its bytes.

    Raises:
        OSError: a file of ``DISCLOSURE["KEY_FILES"]`` cannot be read.
    """
    yield "SECRET_KEY", str(settings.SECRET_KEY).encode()
    for number, path in enumerate(get_settings().KEY_FILES, start=1):
        yield f"{number}-{Path(path).name}", Path(path).read_bytes()


def missing_files() -> list[str]:
    """Return files that rows name and that are not there, as ``bureau: path``; the first few.

    A database that is behind the code cannot be asked: it has no columns for new fields.
    """
    found: list[str] = []
    try:
        for code in bureaus.every_code():
            with bureaus.activate(code):
                # A file and its newest version are two rows about one path.
                for path in dict.fromkeys(_absent()):
                    if len(found) == MOST_NAMED:
                        return [*found, "…"]
                    found.append(f"{code}: {path}")
    except DatabaseError as error:
        return [f"not looked for: {' '.join(str(error).split())}"]
    return found


def _absent() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField) and not model._meta.proxy:
                yield from _absent_of(model, field)


def _absent_of(model: type[Model], field: FileField) -> Iterator[str]:
    names = model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
    for name in names.iterator():
        if name and not field.storage.exists(name):
            yield name


def _folder(config: dict[str, Any]) -> Path | None:
    if not issubclass(import_string(config["BACKEND"]), FileSystemStorage):
        return None
    location = config.get("OPTIONS", {}).get("location")
    return Path(settings.MEDIA_ROOT if location is None else location).absolute()
