"""What the county and its archives have laid down about archives, read from one data file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from disclosure_plugin.archive.metadata import Field, is_pattern, read_fields
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.retention import Retention
from disclosure_plugin.errors import Refused, gettext_noop

from .models import Snapshot

KEYS = {"note", "retention", "archival_code", "fields", "formats"}
MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
SHIPPED = files("disclosure_plugin") / "data" / "archive_rules.json"


class RulesRefused(Refused):
    """The data file cannot be used; nothing of it is."""


class NoRulesFile(RulesRefused):
    sentence = gettext_noop("The archive rules %(file)s cannot be read: %(problem)s")


class BadRules(RulesRefused):
    sentence = gettext_noop("The archive rules %(file)s: %(problem)s")


@dataclass(frozen=True)
class Rules:
    """What stands in the file.

    Attributes:
        retention: Class of each kind of snapshot, by its reason; kinds that are not named are
            not decided.
        archival_code: Regular expression of archival codes; empty: no rule.
        fields: Metadata that are handed over.
        formats: Media types that are taken to stay readable.
    """

    retention: dict[str, Retention]
    archival_code: str
    fields: tuple[Field, ...]
    formats: frozenset[str]

    def retention_of(self, snapshot: Snapshot) -> Retention | None:
        """Return the class of a snapshot; None while nobody has decided."""
        return self.retention.get(snapshot.reason.lower())


def rules() -> Rules:
    """Return the rules of ``DISCLOSURE["ARCHIVE_RULES_FILE"]``, or those that are shipped.

    A file that has changed is read anew.

    Raises:
        RulesRefused: the file cannot be read or used.
    """
    name = get_settings().ARCHIVE_RULES_FILE
    if not name:
        return _shipped()
    try:
        return read_rules(Path(name).read_bytes(), name)
    except OSError as error:
        raise NoRulesFile(file=name, problem=error.strerror or str(error)) from error


@lru_cache(maxsize=1)
def _shipped() -> Rules:
    return read_rules(SHIPPED.read_bytes(), "archive_rules.json")


def read_rules(content: bytes, name: str) -> Rules:
    """Read a rules file.

    Args:
        content: JSON in UTF-8.
        name: of the file, for messages.

    Raises:
        RulesRefused: with what is wrong.
    """
    try:
        found = json.loads(content)
    except ValueError as error:
        raise BadRules(file=name, problem=str(error)) from error
    problem = _problem(found)
    if problem:
        raise BadRules(file=name, problem=problem)
    try:
        fields = read_fields(found.get("fields", []))
    except Refused as error:
        raise BadRules(file=name, problem=str(error)) from error
    return Rules(
        retention={kind: Retention(one) for kind, one in found.get("retention", {}).items()},
        archival_code=found.get("archival_code", ""),
        fields=fields,
        formats=frozenset(found.get("formats", [])),
    )


def _problem(found: Any) -> str:
    """What cannot be meant, in English; empty if nothing."""
    if not isinstance(found, dict):
        return "it must be one JSON object."
    if found.keys() - KEYS:
        return f"no key “{min(found.keys() - KEYS)}”; there are {', '.join(sorted(KEYS))}."
    retention, formats = found.get("retention", {}), found.get("formats", [])
    kinds = [reason.value.lower() for reason in Snapshot.Reason]
    if not isinstance(retention, dict) or set(retention) - set(kinds):
        return f"“retention” maps kinds of snapshots, which are {', '.join(kinds)}."
    if not all(one in list(Retention) for one in retention.values()):
        return f"a class of “retention” is one of {', '.join(Retention)}."
    code = found.get("archival_code", "")
    if not isinstance(code, str) or not is_pattern(code):
        return "“archival_code” is no regular expression."
    if not isinstance(formats, list) or not all(
        isinstance(one, str) and MEDIA_TYPE.fullmatch(one) for one in formats
    ):
        return "“formats” must be a list of media types such as text/html."
    return ""
