"""By what the current bureau is judged: shipped lists, the county's words, its own numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils import timezone

from disclosure_plugin.domain.canonical import sha256
from disclosure_plugin.domain.personal_data import GENERATION, Rules
from disclosure_plugin.domain.personal_data_lists import Lists, read_lists
from disclosure_plugin.models import BureauSettings, Commitment, Section
from disclosure_plugin.register.models import WrongWord

LISTS = Path(__file__).parent.parent / "data" / "personal_data.csv"
OWN_NUMBERS = ("report_phone", "enquiry_phone", "office_phone", "office_fax")
_PARTED = re.compile(r"[,，、;；/\s]+(?=[0-9+(（])")
SHORTEST = 7  # digits of a phone number


@dataclass(frozen=True)
class KnownRules:
    """Rules and the name by which a check says that it was made with them."""

    rules: Rules
    fingerprint: str


def personal_data_rules() -> KnownRules:
    """Return the rules that hold for the current bureau today.

    The bureau's own numbers are those of its settings, its sections and its commitments: who
    publishes the phone of an office does not publish personal data.
    """
    numbers = own_numbers()
    words = dict(WrongWord.objects.values_list("wrong", "right"))
    rules = Rules(
        lists=shipped_lists(),
        today=timezone.localdate(),
        allowed_numbers=numbers,
        wrong_words=words,
    )
    said = {"lists": _shipped(), "numbers": numbers, "words": sorted(words.items())}
    return KnownRules(rules, sha256({"generation": GENERATION, **said}))


def own_numbers() -> list[str]:
    """Return the phone numbers of the bureau itself, as they are written, each once."""
    written: set[str] = set()
    for settings in BureauSettings.objects.values_list(*OWN_NUMBERS):
        written.update(settings)
    written.update(Section.objects.values_list("phone", flat=True))
    # Only those the public reads already; a draft must not let its own numbers pass.
    written.update(
        Commitment.objects.filter(page__live=True).values_list("complaint_phone", flat=True)
    )
    parts = (part for one in written if one for part in _PARTED.split(one))
    return sorted({part for part in parts if sum(map(str.isdigit, part)) >= SHORTEST})


@cache
def shipped_lists() -> Lists:
    """Return the lists that come with the package."""
    return read_lists(_shipped())


@cache
def _shipped() -> str:
    return LISTS.read_text("utf-8")
