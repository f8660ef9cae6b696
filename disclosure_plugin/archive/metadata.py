"""What is handed over about a package: fields, as a data file maps them from what is known.

Archives ask for other names and limits than ours, and each for its own, so none of them is in the
code. A value that is not known stays empty; whether that may be is for the check to say.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from disclosure_plugin.errors import Refused, gettext_noop

# What is known of a package; a mapping may name these and no others.
KNOWN = (
    "title", "bureau", "bureau_name", "address", "number", "reason", "extent", "requested",
    "started", "finished", "pages", "records", "bytes", "sha256", "manifest", "log", "format",
    "software", "retention", "archival_code",
)  # fmt: skip
TYPES = ("text", "integer", "time", "address", "sha256")
KEYS = {
    "name", "value", "constant", "type", "required", "max_length", "values", "pattern",
}  # fmt: skip

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(r"https?://\S+")


class MappingRefused(Refused):
    """The data file cannot be used; the sentence says which field and what to do."""


class NoFields(MappingRefused):
    sentence = gettext_noop("“fields” must be a list with an object for each field.")


class BadField(MappingRefused):
    sentence = gettext_noop("Field %(number)s of the metadata: %(problem)s.")


@dataclass(frozen=True, slots=True)
class Field:
    """One field that is handed over.

    Attributes:
        name: As the archives call it.
        value: Which of :data:`KNOWN` it is filled with; empty with a constant.
        constant: The text that it always has.
        type: One of :data:`TYPES`.
        required: Whether it may not be empty.
        max_length: In characters; 0: no limit is known.
        values: Texts that it may have; empty: any.
        pattern: Regular expression that the whole value fits; empty: any.
    """

    name: str
    value: str = ""
    constant: str = ""
    type: str = "text"
    required: bool = False
    max_length: int = 0
    values: tuple[str, ...] = ()
    pattern: str = ""

    def fill(self, known: Mapping[str, str]) -> str:
        """Return its value for one package."""
        return self.constant or known.get(self.value, "")

    def fits_type(self, value: str) -> bool:
        """Say whether a value that is not empty is of the field's type."""
        if self.type == "integer":
            return value.isascii() and value.isdigit()
        if self.type == "time":
            return _is_time(value)
        if self.type == "address":
            return _ADDRESS.fullmatch(value) is not None
        return self.type == "text" or _SHA256.fullmatch(value) is not None


def read_fields(value: object) -> tuple[Field, ...]:
    """Read the fields of a data file.

    Args:
        value: What JSON gave for ``fields``.

    Raises:
        MappingRefused: It is no list of fields, or one of them cannot be meant.
    """
    if not isinstance(value, list):
        raise NoFields()
    fields = tuple(_field(number, one) for number, one in enumerate(value, start=1))
    names = [field.name for field in fields]
    for number, name in enumerate(names, start=1):
        if names.index(name) != number - 1:
            raise BadField(number=number, problem=f"the name “{name}” is there twice")
    return fields


def _field(number: int, value: object) -> Field:
    if not isinstance(value, dict):
        raise NoFields()
    problem = _problem(value)
    if problem:
        raise BadField(number=number, problem=problem)
    return Field(**{**value, "values": tuple(value.get("values", ()))})


def _problem(value: dict[str, Any]) -> str:
    """What cannot be meant, in English; empty if nothing."""
    unknown = sorted(value.keys() - KEYS)
    if unknown:
        return f"it has no key “{unknown[0]}”; there are {', '.join(sorted(KEYS))}"
    texts = ("name", "value", "constant", "type", "pattern")
    wrong = [key for key in texts if not isinstance(value.get(key, ""), str)]
    if wrong:
        return f"“{wrong[0]}” must be a text"
    if not value.get("name", "").strip():
        return "it needs a “name”"
    if bool(value.get("value")) == bool(value.get("constant")):
        return "it needs either a “value” or a “constant”"
    if value.get("value") and value["value"] not in KNOWN:
        return f"nothing is known as “{value['value']}”; there are {', '.join(KNOWN)}"
    if value.get("type", "text") not in TYPES:
        return f"“type” is one of {', '.join(TYPES)}"
    return _problem_of_limits(value)


def _problem_of_limits(value: dict[str, Any]) -> str:
    if not isinstance(value.get("required", False), bool):
        return "“required” must be true or false"
    longest = value.get("max_length", 0)
    if type(longest) is not int or longest < 0:
        return "“max_length” must be a number of characters, 0 for none"
    values = value.get("values", [])
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        return "“values” must be a list of texts"
    if not is_pattern(value.get("pattern", "")):
        return "“pattern” is no regular expression"
    return ""


def is_pattern(text: str) -> bool:
    """Say whether a text is a regular expression."""
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def filled(fields: Sequence[Field], known: Mapping[str, str]) -> list[tuple[Field, str]]:
    """Return each field with its value for one package, in order."""
    return [(field, field.fill(known)) for field in fields]


def _is_time(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
