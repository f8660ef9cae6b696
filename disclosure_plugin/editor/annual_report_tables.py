"""The three tables of an annual report as one field of a form: a grid for the keyboard.

The grid is plain HTML; a script beside it checks while somebody types what the server checks when
the form is sent, from the same equations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from disclosure_plugin.domain.annual_report_checks import MESSAGES, check, equations
from disclosure_plugin.domain.annual_report_form import (
    APPLICANTS,
    CELLS,
    EQUALITY_NOTE,
    LINES,
    MATTERS,
    OUTCOMES,
    REMEDIES,
    RESULTS,
    SPOKEN_APPLICANTS,
    TOTAL,
    Cell,
    cell_code,
)
from disclosure_plugin.domain.annual_report_values import (
    NotANumber,
    Tables,
    from_json,
    read_number,
    to_json,
    with_totals,
    with_zeros,
    written,
)

from .annual_report_words import SUSPECT, fault_sentence, suspect_sentence
from .messages import refusal_sentence

# In what a browser sends, beside the cells.
ZEROS = "zeros"


class TablesWidget(forms.Widget):
    """The grid.

    Attributes:
        before: the tables of last year's report, for what must agree with it.
    """

    template_name = "disclosure_plugin/admin/annual_report_tables.html"
    before: Tables | None = None

    class Media:
        js = ["disclosure_plugin/annual_report_tables.js"]

    def id_for_label(self, id_: str | None) -> str:
        """It is a group of many fields: the label is nobody's."""
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        cells = {code: data.get(f"{name}-{code}", "") for code in CELLS}
        return {"cells": cells, ZEROS: bool(data.get(f"{name}-{ZEROS}"))}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{code}" in data for code in CELLS)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        typed = typed_texts(value)
        tables, wrong = read_texts(typed)
        faults = check(tables, before=self.before)
        return {
            **super().get_context(name, None, attrs),
            "name": name,
            "zeros": isinstance(value, dict) and bool(value.get(ZEROS)),
            "faults": [*wrong.values(), *map(fault_sentence, faults)],
            "suspect": suspect_sentence(faults),
            **_for_the_script(self.before),
            "table_2": _matters(name, typed, wrong),
            "table_3": _applications(name, typed, wrong),
            "table_4": _remedies(name, typed, wrong),
            "applicants": list(APPLICANTS.values()),
            "outcomes": list(OUTCOMES.values()),
            "equality_note": EQUALITY_NOTE,
        }


class TablesField(forms.Field):
    """The cells as JSON keeps them; empty totals are worked out, and on request empty cells are 0.

    Whether everything adds up is not asked here: a draft may be unfinished.
    """

    widget = TablesWidget

    def clean(self, value: Any) -> dict[str, Any]:
        tables, wrong = read_texts(typed_texts(value))
        if wrong:
            raise ValidationError(list(wrong.values()))
        fill = with_zeros if isinstance(value, dict) and value.get(ZEROS) else with_totals
        return to_json(fill(tables))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != to_json(from_json(initial))
        except ValidationError:
            return True


def typed_texts(value: Any) -> dict[str, str]:
    """Return what stands in each cell as text: as it was typed, or as it is kept."""
    if isinstance(value, dict) and "cells" in value:
        return {code: str(text) for code, text in value["cells"].items()}
    return {code: written(number) for code, number in from_json(value).items()}


def read_texts(typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the numbers that were typed, and a sentence for each cell that holds none."""
    tables: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for code, cell in CELLS.items():
        try:
            tables[code] = read_number(cell, typed.get(code, ""))
        except NotANumber as refusal:
            wrong[code] = refusal_sentence(refusal)
    return tables, wrong


def _for_the_script(before: Tables | None) -> dict[str, str]:
    messages = {rule.value: gettext(text) for rule, text in MESSAGES.items()}
    messages["suspect"] = gettext(SUSPECT)
    return {
        "equations_json": json.dumps([one.as_json() for one in equations(before)]),
        "messages_json": json.dumps(messages),
        "names_json": json.dumps({code: cell.name for code, cell in CELLS.items()}),
    }


def _input(
    name: str, cell: Cell, label: str, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "code": cell.code,
        "name": f"{name}-{cell.code}",
        "label": label,
        "spoken": cell.name,
        "value": typed.get(cell.code, ""),
        "is_money": cell.is_money,
        "is_total": TOTAL in (cell.row, cell.column) or cell.row == "3.7",
        "is_wrong": cell.code in wrong,
    }


def _matters(name: str, typed: Mapping[str, str], wrong: Mapping[str, str]) -> list[Any]:
    return [
        {
            "name": matter.name,
            "block": matter.block,
            "cells": [
                _input(name, CELLS[cell_code(2, matter.code, column)], label, typed, wrong)
                for column, label in matter.columns.items()
            ],
        }
        for matter in MATTERS
    ]


def _applications(name: str, typed: Mapping[str, str], wrong: Mapping[str, str]) -> list[Any]:
    rows = []
    before = ""
    for line in LINES:
        group = line.group or (RESULTS if line.is_result else "")
        rows.append(
            {
                "name": line.name,
                "heading": group if group != before else "",
                "is_total": line.code == "3.7",
                "cells": [
                    _input(name, CELLS[cell_code(3, line.code, column)], label, typed, wrong)
                    for column, label in SPOKEN_APPLICANTS.items()
                ],
            }
        )
        before = group
    return rows


def _remedies(name: str, typed: Mapping[str, str], wrong: Mapping[str, str]) -> list[Any]:
    return [
        {
            "name": spoken,
            "cells": [
                _input(name, CELLS[cell_code(4, block, outcome)], label, typed, wrong)
                for outcome, label in OUTCOMES.items()
            ],
        }
        for block, spoken in REMEDIES.items()
    ]
