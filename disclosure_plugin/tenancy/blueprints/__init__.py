"""Blueprints: what a new bureau begins with, written by county IT in JSON files.

The models are the schema: each part of a file is checked by the fields it will be kept in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from disclosure_plugin.conf import get_settings
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import (
    BureauSettings,
    Commitment,
    CommitmentListPage,
    DisclosureBoardPage,
    DisclosureColumnPage,
    DisclosureItemPage,
    Section,
)

SHIPPED = Path(__file__).parent
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
# A bureau's name is its own, and its site is the one being made.
NOT_BY_BLUEPRINT = {"id", "site", "bureau_name", "alert_page"}

Values = dict[str, str | int | None]


class BlueprintError(DisclosureError):
    """There is no such blueprint, or its file is not what one must be."""


@dataclass(frozen=True)
class Blueprint:
    """What a new bureau begins with; the keys of each part are names of fields.

    Attributes:
        name: name of its file, without ``.json``.
        title: what people choose it by.
        settings: values of ``BureauSettings``.
        sections: values of each ``Section``.
        board: values of the disclosure board; None: none is made.
        columns: values of each of its columns.
        commitments: values of the commitment list; None: none is made.
        promises: values of each ``Commitment``; ``section`` is a section's name.
        templates: values of each template of an item, and ``text``, a paragraph a line.
    """

    name: str
    title: str
    description: str = ""
    settings: Values | None = None
    sections: tuple[Values, ...] = ()
    board: Values | None = None
    columns: tuple[Values, ...] = ()
    commitments: Values | None = None
    promises: tuple[Values, ...] = ()
    templates: tuple[Values, ...] = ()


def names() -> list[str]:
    """Return the names of all blueprints: the shipped ones and the county's own."""
    return sorted(_files())


def load(name: str) -> Blueprint:
    """Read a blueprint. A county's own file stands in for a shipped one of the same name.

    Raises:
        BlueprintError: there is none of this name, or a sentence on what its file must say.
    """
    file = _files().get(name)
    if file is None:
        raise BlueprintError(
            _("There is no starting content “%(name)s”. There is: %(known)s.")
            % {"name": name, "known": ", ".join(names())}
        )
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BlueprintError(
            _("%(file)s cannot be read as JSON: %(error)s") % {"file": file, "error": error}
        ) from error
    try:
        return _blueprint(name, data)
    except _Wrong as wrong:
        raise BlueprintError(
            _("%(file)s, %(place)s: %(sentence)s")
            % {"file": file, "place": wrong.place, "sentence": wrong.sentence}
        ) from wrong


def _files() -> dict[str, Path]:
    own = get_settings().BLUEPRINTS_DIR
    folders = [SHIPPED, Path(own)] if own else [SHIPPED]
    return {
        file.stem: file
        for folder in folders
        for file in sorted(folder.glob("*.json"))
        if NAME.fullmatch(file.stem)
    }


class _Wrong(Exception):
    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place
        self.sentence = sentence


def _blueprint(name: str, data: object) -> Blueprint:
    file = _keys(
        data,
        "/",
        {"title", "description", "settings", "sections", "board", "commitments", "templates"},
    )
    if not isinstance(file.get("title"), str) or not file["title"].strip():
        raise _Wrong("title", _("Give the name by which people choose it."))
    if not isinstance(file.get("description", ""), str):
        raise _Wrong("description", _("Write a text in quotation marks."))
    sections = _each(Section, file, "sections", {"name", "phone", "room", "duties"})
    section_names = [str(section["name"]) for section in sections]
    if len(set(section_names)) < len(section_names):
        raise _Wrong("sections", _("Each section needs a name of its own."))
    board, columns = _with_parts(
        file,
        "board",
        (DisclosureBoardPage, {"title", "introduction"}),
        "columns",
        (DisclosureColumnPage, COLUMN),
    )
    commitments, promises = _with_parts(
        file,
        "commitments",
        (CommitmentListPage, {"title", "abstract", "introduction"}),
        "promises",
        (Commitment, PROMISE),
    )
    for number, promise in enumerate(promises, 1):
        if promise.get("section") not in section_names:
            raise _Wrong(
                f"commitments.promises {number}, section",
                _("Name one of the sections above: %(known)s.")
                % {"known": ", ".join(section_names) or "–"},
            )
    settings = None
    if "settings" in file:
        known = {field.name for field in BureauSettings._meta.fields} - NOT_BY_BLUEPRINT
        settings = _part(BureauSettings, file["settings"], "settings", known)
    return Blueprint(
        name=name,
        title=file["title"].strip(),
        description=file.get("description", ""),
        settings=settings,
        sections=sections,
        board=board,
        columns=columns,
        commitments=commitments,
        promises=promises,
        templates=_templates(file),
    )


COLUMN = {"title", "description", "update_rule", "column_type", "max_age_days"}
TEMPLATE = {"title", "abstract", "category"}


def _templates(file: Mapping[str, Any]) -> tuple[Values, ...]:
    """Read the templates of items; each is called by its title."""
    items = file.get("templates", [])
    if not isinstance(items, list):
        raise _Wrong("templates", _("Write a list in square brackets."))
    found = []
    for number, item in enumerate(items, 1):
        place = f"templates {number}"
        said = dict(_keys(item, place, {*TEMPLATE, "text"}))
        text = said.pop("text", "")
        if not isinstance(text, str):
            raise _Wrong(f"{place}, text", _("Write a text in quotation marks."))
        found.append({**_part(DisclosureItemPage, said, place, TEMPLATE), "text": text})
    if len({item["title"] for item in found}) < len(found):
        raise _Wrong("templates", _("Each template needs a title of its own."))
    return tuple(found)


PROMISE = {
    *("code", "text", "basis", "conditions", "procedure", "fee", "section", "handler"),
    *("statutory_days", "statutory_unit", "promised_days", "promised_unit"),
    *("breach_liability", "supervision", "complaint_phone"),
}
Shape = tuple[type[Model], set[str]]


def _with_parts(
    file: Mapping[str, Any], whole: str, shape: Shape, parts: str, part_shape: Shape
) -> tuple[Values | None, tuple[Values, ...]]:
    """Read a page with the list of what stands on it, e.g. a board with its columns."""
    if whole not in file:
        return None, ()
    model, known = shape
    data = _keys(file[whole], whole, {*known, parts})
    values = _part(
        model, {key: value for key, value in data.items() if key != parts}, whole, known
    )
    return values, _each(part_shape[0], data, parts, part_shape[1], above=f"{whole}.")


def _each(
    model: type[Model], data: Mapping[str, Any], key: str, known: set[str], above: str = ""
) -> tuple[Values, ...]:
    items = data.get(key, [])
    if not isinstance(items, list):
        raise _Wrong(f"{above}{key}", _("Write a list in square brackets."))
    return tuple(
        _part(model, item, f"{above}{key} {number}", known) for number, item in enumerate(items, 1)
    )


def _part(model: type[Model], data: object, place: str, known: set[str]) -> Values:
    """Check one part by the fields that will hold it."""
    values = _keys(data, place, known)
    for key, value in values.items():
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            raise _Wrong(f"{place}, {key}", _("Write a text in quotation marks or a number."))
    # Field by field: a page cannot even be thought of where there are no content types.
    for key in sorted(known - {"section"}):
        field = cast(Field[Any, Any], model._meta.get_field(key))
        value = values.get(key, field.get_default())
        if field.blank and value in field.empty_values:
            continue
        with _at(f"{place}, {key}"):
            field.clean(value, None)
    if model is Commitment:
        with _at(place):
            limits = ("statutory_days", "statutory_unit", "promised_days", "promised_unit")
            Commitment(**{key: values[key] for key in limits if key in values}).clean()
    return dict(values)


@contextmanager
def _at(place: str) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise _Wrong(place, " ".join(error.messages)) from error


def _keys(data: object, place: str, known: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise _Wrong(place, _("Write an object in braces."))
    for key in data:
        if key not in known:
            raise _Wrong(
                place,
                _("“%(key)s” is not known here. Known: %(known)s.")
                % {"key": key, "known": ", ".join(sorted(known))},
            )
    return data
