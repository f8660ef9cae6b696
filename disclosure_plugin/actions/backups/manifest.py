"""What a backup says of itself."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

FORMAT = 1


@dataclasses.dataclass(frozen=True)
class Part:
    """A part of the file: the database, the keys, or the files of one storage.

    Attributes:
        sha256: over name, size, mode, time and bytes of all its members, in their order.
    """

    members: int
    size: int
    sha256: str


@dataclasses.dataclass(frozen=True)
class SchemaSize:
    """What a schema held at the moment of the backup."""

    tables: int
    rows: int


@dataclasses.dataclass(frozen=True)
class Manifest:
    """The last page of a backup.

    Attributes:
        created_at: when the database was read, UTC, ISO 8601.
        versions: of package, Django, Wagtail, PostgreSQL server and pg_dump.
        bureaus: codes of all bureaus.
        migrations: ``app.name`` of those that were applied and known to the code.
        schemas: each schema of the database with its size.
        relations: tables, indexes and sequences of the database.
        parts: ``database``, ``files/ALIAS`` of each storage, ``keys`` when they are in it.
        not_included: storages that are no folders.
        missing_files: files that rows named and that were not there.
    """

    created_at: str
    versions: dict[str, str]
    bureaus: list[str]
    migrations: list[str]
    schemas: dict[str, SchemaSize]
    relations: int
    parts: dict[str, Part]
    not_included: list[str]
    missing_files: list[str]
    format: int = FORMAT

    @property
    def has_keys(self) -> bool:
        return "keys" in self.parts

    def to_json(self) -> bytes:
        values = {"keys": self.has_keys, **dataclasses.asdict(self)}
        return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Read what :meth:`to_json` wrote.

        Raises:
            ValueError: it is something else, or of another format.
        """
        try:
            values: dict[str, Any] = json.loads(text)
            if values["format"] != FORMAT:
                raise ValueError(f"format {values['format']}")
            values.pop("keys")
            values["parts"] = {name: Part(**part) for name, part in values["parts"].items()}
            values["schemas"] = {
                name: SchemaSize(**size) for name, size in values["schemas"].items()
            }
            return cls(**values)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error
