"""What is said about an annual report's tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from disclosure_plugin.domain.annual_report_checks import MESSAGES, Fault, suspect
from disclosure_plugin.domain.annual_report_form import CELLS
from disclosure_plugin.domain.annual_report_reading import PROBLEM_MESSAGES, Problem, Unread
from disclosure_plugin.errors import gettext_noop

SUSPECT = gettext_noop("Look at the cell %(cell)s first: neither its row nor its column adds up.")


def fault_sentence(fault: Fault) -> str:
    """Say what does not fit, with the cells in words."""
    return gettext(MESSAGES[fault.rule]) % fault.params


def suspect_sentence(faults: Iterable[Fault]) -> str:
    """Name the one cell that is wrong in its row and its column; empty where none is alone."""
    code = suspect(faults)
    if code is None:
        return ""
    return gettext(SUSPECT) % {"cell": CELLS[code].name}


def unread_sentence(unread: Unread) -> str:
    """Say why a cell of an imported document has no number."""
    return gettext(PROBLEM_MESSAGES[unread.problem]) % unread.params


def unread_as_json(unread: Unread) -> list[str]:
    """Return it as an import keeps it."""
    return [unread.cell, unread.problem.value, unread.text, unread.other]


def unread_from_json(kept: Any) -> Unread:
    """Return what :func:`unread_as_json` kept."""
    cell, problem, text, other = kept
    return Unread(cell, Problem(problem), text, other)
