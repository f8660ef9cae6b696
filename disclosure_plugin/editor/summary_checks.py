"""What is wrong with a summary, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from disclosure_plugin.domain.summary_checks import (
    CHECK_MESSAGES,
    PLACE_NAMES,
    Found,
    SummaryState,
    check_summary,
)

from .summary_rules import summary_rules


def check(state: SummaryState) -> list[Found]:
    """Check a summary by the rules that hold here."""
    return check_summary(state, summary_rules())


def found_sentence(found: Found) -> str:
    """Say what is wrong and what to do."""
    place = gettext(PLACE_NAMES[found.place]) if found.place else ""
    params = {"place": place, "written": found.written, **found.params}
    return gettext(CHECK_MESSAGES[found.check]) % params
