"""The rules of annual summaries that hold here: the shipped file, or the county's own."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.summary_rules import (
    RulesMalformed,
    SummaryRules,
    read_rules,
    segments,
)

SHIPPED = files("disclosure_plugin") / "data" / "summary_rules.json"


def summary_rules() -> SummaryRules:
    """Return the rules of ``DISCLOSURE["SUMMARY_RULES_FILE"]``, or those that are shipped.

    Raises:
        RulesMalformed: the file cannot be read, with its name and what is wrong.
    """
    return _read(get_settings().SUMMARY_RULES_FILE)


@lru_cache(maxsize=4)
def _read(name: str) -> SummaryRules:
    if not name:
        return read_rules(SHIPPED.read_text(encoding="utf-8"))
    try:
        return read_rules(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeError, RulesMalformed) as error:
        raise RulesMalformed(f"SUMMARY_RULES_FILE {name}: {error}") from error


def line_choices() -> list[tuple[str, str]]:
    """Return the counted sentences for a form, with dots where numbers will stand."""
    return [
        (code, "".join(one.text or "…" for one in segments(line)))
        for code, line in summary_rules().lines.items()
    ]


def template_choices() -> list[tuple[str, str]]:
    """Return the templates for a form."""
    return [(one.code, one.name) for one in summary_rules().templates.values()]
