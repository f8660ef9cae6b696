"""The skeleton 政府信息公开平台 that every agency shows, and what its guide has to tell.

Sources: 国办公开办函〔2019〕61号 (unified name and parts of the platform); Regulation on Open
Government Information (2019), Art. 12 (guide), Art. 29 (how to ask for information).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The parts of the platform, in their order."""

    GUIDE = "guide"
    RULES = "rules"
    MANDATORY = "mandatory"
    REPORTS = "annual-reports"
    REQUESTS = "on-request"


# What Art. 12 wants in the guide of the office: names of the settings.
GUIDE_WANTS = (
    "office_name",
    "office_address",
    "office_hours",
    "office_phone",
    "office_fax",
    "office_email",
)
# Who asks for information needs to know where to.
REQUESTS_WANT = ("office_name", "office_address", "office_phone")


@dataclass(frozen=True, slots=True)
class PartState:
    """How a part stands.

    Attributes:
        missing: names of settings that are empty and belong there.
        is_empty: whether there is nothing at all to show in it.
    """

    part: Part
    missing: tuple[str, ...] = ()
    is_empty: bool = False

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.is_empty


def part_states(settings: Mapping[str, str], has: Collection[Part]) -> list[PartState]:
    """Say how the parts stand, in their order.

    Args:
        settings: what the bureau has entered, by name.
        has: the parts of which there is at least one public page.
    """
    states = []
    for part in Part:
        wants = {Part.GUIDE: GUIDE_WANTS, Part.REQUESTS: REQUESTS_WANT}.get(part)
        if wants is None:
            states.append(PartState(part, is_empty=part not in has))
        else:
            missing = tuple(name for name in wants if not settings.get(name, "").strip())
            states.append(PartState(part, missing, is_empty=len(missing) == len(wants)))
    return states
