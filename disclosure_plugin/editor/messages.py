"""Sentences of the framework-free libraries, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from disclosure_plugin.documents import REFUSAL_MESSAGES, DocumentRefused
from disclosure_plugin.domain.summary_outline import WARNING_MESSAGES, WarningCode
from disclosure_plugin.errors import DisclosureError, Refused


def refusal_sentence(error: DisclosureError) -> str:
    """Say why something was refused and what to do."""
    if isinstance(error, DocumentRefused):
        return gettext(REFUSAL_MESSAGES[error.code]) % error.params
    if isinstance(error, Refused):
        return gettext(error.sentence) % error.params
    return str(error)


def warning_sentence(warning: Mapping[str, Any]) -> str:
    """Say what to do about a place of an imported summary.

    Args:
        warning: as the import's report keeps it, with ``code`` and ``params``.
    """
    return gettext(WARNING_MESSAGES[WarningCode(warning["code"])]) % warning["params"]
