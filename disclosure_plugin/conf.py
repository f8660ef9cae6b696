"""The plugin's settings: one dictionary, ``DISCLOSURE``, read into one typed object."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed


@dataclasses.dataclass(frozen=True)
class Settings:
    """Values of the ``DISCLOSURE`` setting.

    Attributes:
        BUREAU_CODE: code of the only bureau of a site without tenants.
        PUBLIC_PORT: port at which visitors reach the public pages; 80 means http, 443 https.
        IMPORT_MAX_BYTES: the largest summary document that is read, in bytes.
        SNAPSHOT_LEASE_SECONDS: how long a running snapshot may be silent before another worker
            takes it over, in seconds.
        MEDIA_ACCEL_PREFIX: internal address at which the front server serves the media
            folder (nginx ``X-Accel-Redirect``); empty: this process streams the bytes itself.
        BLUEPRINTS_DIR: folder with the county's own blueprints for new bureaus; empty: none.
        BUREAU_IMPORT_MAX_ROWS: the most bureaus that one CSV file may list.
        POSTGRES_PROGRAMS: folder of pg_dump and pg_restore; empty: where the system has them.
        KEY_FILES: files with secrets, which a backup holds only when that is asked for.
    """

    BUREAU_CODE: str = "bureau"
    PUBLIC_PORT: int = 80
    IMPORT_MAX_BYTES: int = 20 * 1024 * 1024
    SNAPSHOT_LEASE_SECONDS: int = 60
    MEDIA_ACCEL_PREFIX: str = ""
    BLUEPRINTS_DIR: str = ""
    BUREAU_IMPORT_MAX_ROWS: int = 1000
    POSTGRES_PROGRAMS: str = ""
    KEY_FILES: tuple[str, ...] = ()


def load(values: dict[str, Any]) -> Settings:
    """Build the settings object from a dictionary.

    Raises:
        ImproperlyConfigured: a key is unknown or a value has the wrong type.
    """
    fields = {field.name: field for field in dataclasses.fields(Settings)}
    for key, value in values.items():
        if key not in fields:
            known = ", ".join(sorted(fields))
            raise ImproperlyConfigured(f"DISCLOSURE has no key {key!r}. Known keys: {known}.")
        expected = type(fields[key].default)
        if type(value) is not expected:  # True is an instance of int
            raise ImproperlyConfigured(f"DISCLOSURE[{key!r}] must be {expected.__name__}.")
    return Settings(**values)


_loaded: Settings | None = None


def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    global _loaded
    if _loaded is None:
        _loaded = load(getattr(django_settings, "DISCLOSURE", {}))
    return _loaded


def forget_settings(*, setting: str, **kwargs: Any) -> None:
    """Read anew after a test has overridden the setting."""
    global _loaded
    if setting == "DISCLOSURE":
        _loaded = None


setting_changed.connect(forget_settings, dispatch_uid="disclosure_plugin.conf")
