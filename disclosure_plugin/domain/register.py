"""The register of disclosed information 政府信息公开目录: what its rows say.

Regulation on Open Government Information (2019): Art. 12 names what a row must hold (index,
name, abstract, date of forming), Art. 20 and 21 what must be disclosed, Art. 26 until when.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

from .working_days import Reckoning, WorkingCalendar

# Art. 26: within 20 working days of the day the information was formed or changed, unless
# another law sets another period.
DISCLOSE_WITHIN_WORKING_DAYS = 20


class Category(StrEnum):
    """What kind of information it is: article and item of the Regulation.

    Art. 20 has fifteen items. Those of Art. 21 are the subjects in which county bureaus disclose
    more, in the order of the article; it does not number them.
    """

    RULES = "20.1"
    ORGANISATION = "20.2"
    PLANS = "20.3"
    STATISTICS = "20.4"
    LICENCES = "20.5"
    PENALTIES = "20.6"
    BUDGET = "20.7"
    FEES = "20.8"
    PROCUREMENT = "20.9"
    PROJECTS = "20.10"
    WELFARE = "20.11"
    EMERGENCIES = "20.12"
    INSPECTIONS = "20.13"
    CIVIL_SERVICE = "20.14"
    OTHER = "20.15"
    MUNICIPAL_WORKS = "21.1"
    PUBLIC_SERVICE = "21.2"
    PUBLIC_GOOD = "21.3"
    LAND = "21.4"
    HOUSES = "21.5"
    PUBLIC_SECURITY = "21.6"
    SOCIAL_ASSISTANCE = "21.7"

    @property
    def article(self) -> int:
        """The article of the Regulation, 20 or 21."""
        return int(self.value.partition(".")[0])


CATEGORY_SENTENCES = {
    Category.RULES: gettext_noop("Regulations, rules and normative documents"),
    Category.ORGANISATION: gettext_noop("Functions, organisation, address, hours and contacts"),
    Category.PLANS: gettext_noop("Development plans and the policies that belong to them"),
    Category.STATISTICS: gettext_noop("Statistics"),
    Category.LICENCES: gettext_noop("Administrative licences and other services"),
    Category.PENALTIES: gettext_noop("Administrative penalties and coercive measures"),
    Category.BUDGET: gettext_noop("Budgets and final accounts"),
    Category.FEES: gettext_noop("Administrative fees with their basis and rates"),
    Category.PROCUREMENT: gettext_noop("Centralised government procurement"),
    Category.PROJECTS: gettext_noop("Major construction projects"),
    Category.WELFARE: gettext_noop("Poverty relief, education, health, social security, jobs"),
    Category.EMERGENCIES: gettext_noop("Emergency plans, warnings and responses"),
    Category.INSPECTIONS: gettext_noop("Inspections of environment, health, safety and quality"),
    Category.CIVIL_SERVICE: gettext_noop("Recruitment of civil servants"),
    Category.OTHER: gettext_noop("Other information that the law says to disclose"),
    Category.MUNICIPAL_WORKS: gettext_noop("Municipal works"),
    Category.PUBLIC_SERVICE: gettext_noop("Public services"),
    Category.PUBLIC_GOOD: gettext_noop("Public welfare undertakings"),
    Category.LAND: gettext_noop("Expropriation of land"),
    Category.HOUSES: gettext_noop("Expropriation of houses"),
    Category.PUBLIC_SECURITY: gettext_noop("Public security"),
    Category.SOCIAL_ASSISTANCE: gettext_noop("Social assistance"),
}


class Validity(StrEnum):
    """Whether what was disclosed still holds 有效性."""

    VALID = "valid"
    EXPIRED = "expired"
    REPEALED = "repealed"


class OriginalIncomplete(Refused):
    """An earlier publication was named by half."""

    sentence = gettext_noop(
        "Give both: the day it was first published elsewhere, and where. Leave both empty if it "
        "was not."
    )


class OriginalInTheFuture(Refused):
    """An earlier publication would be later than now."""

    sentence = gettext_noop("The day it was first published elsewhere has not come yet.")


def check_original(*, published_on: date | None, source: str, today: date) -> None:
    """Check what is said about an earlier publication elsewhere.

    Args:
        published_on: the day; None if there was none.
        source: where it was published; empty if it was not.
        today: the day on which this is checked.

    Raises:
        OriginalIncomplete: one of the two is missing.
        OriginalInTheFuture: the day is after today.
    """
    if (published_on is None) != (not source.strip()):
        raise OriginalIncomplete
    if published_on is not None and published_on > today:
        raise OriginalInTheFuture


def due_by(formed_on: date, calendar: WorkingCalendar) -> Reckoning:
    """Return until when information must be disclosed (Art. 26), with its reckoning.

    Args:
        formed_on: the day it was formed or changed.
        calendar: the years that have been announced.

    Raises:
        YearNotAnnounced: the period reaches into a year nobody has announced.
    """
    return calendar.reckon(formed_on, DISCLOSE_WITHIN_WORKING_DAYS)
