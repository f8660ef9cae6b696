"""Assessment 考核 of sections and persons: weights, scores, grades, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from disclosure_plugin.errors import Refused, gettext_noop

FULL = Decimal(100)


class SubjectKind(StrEnum):
    """What is assessed."""

    SECTION = "section"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What scores are given for.

    Attributes:
        key: of the criterion.
        weight: its share of 100.
        of: whom it is for.
    """

    key: int
    name: str
    weight: Decimal
    of: SubjectKind


@dataclass(frozen=True, slots=True)
class Subject:
    """A section or a person."""

    key: int
    name: str
    kind: SubjectKind


@dataclass(frozen=True, slots=True)
class Score:
    """What one assessor gave one subject for one criterion, 0 to 100."""

    subject: int
    criterion: int
    assessor: int
    score: Decimal


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of the county.

    Attributes:
        lowest: the score with which it begins; None where the county has not said.
        consequence: what follows at the year's end.
    """

    name: str
    lowest: Decimal | None = None
    consequence: str = ""


class WeightsNotWhole(Refused):
    sentence = gettext_noop(
        "The weights of the criteria for sections add up to %(sum)s, not 100. Change one by "
        "%(difference)s."
    )


class PersonsWeightsNotWhole(WeightsNotWhole):
    sentence = gettext_noop(
        "The weights of the criteria for persons add up to %(sum)s, not 100. Change one by "
        "%(difference)s."
    )


class ScoreOutOfRange(Refused):
    sentence = gettext_noop("%(score)s is no score: give 0 to 100, with at most one decimal.")


class ScoreMissing(Refused):
    sentence = gettext_noop(
        "“%(subject)s” has no score for “%(criterion)s” from %(assessor)s. Whoever has begun to "
        "score somebody gives a score for every criterion."
    )


class NobodyScored(Refused):
    sentence = gettext_noop("“%(subject)s” has no score yet.")


class NothingAssessed(Refused):
    sentence = gettext_noop("No section and no person is named yet that is assessed.")


class GradesNotSet(Refused):
    sentence = gettext_noop(
        "The county has not said from which score on each grade is given. Ask the county office "
        "to fill in its list of grades."
    )


class GradeTwice(Refused):
    sentence = gettext_noop(
        "“%(first)s” and “%(second)s” begin with the same score. Ask the county office to correct "
        "its list of grades."
    )


class SameSigner(Refused):
    sentence = gettext_noop("You have signed already. A second person has to sign.")


class SignsOwnAssessment(Refused):
    sentence = gettext_noop("You are assessed here yourself, so two others have to sign.")


def check_score(score: Decimal) -> None:
    """Check a score.

    Raises:
        ScoreOutOfRange: it is not 0 to 100 with at most one decimal.
    """
    if not score.is_finite() or not 0 <= score <= FULL or score != score.quantize(Decimal("0.1")):
        raise ScoreOutOfRange(score=score)


def weight_faults(
    criteria: Iterable[Criterion], subjects: Iterable[Subject]
) -> Iterator[WeightsNotWhole]:
    """Yield for whom the weights do not add up to 100; for whom nobody is assessed, none do."""
    kinds = {one.kind for one in subjects}
    given = list(criteria)
    for kind, refused in (
        (SubjectKind.SECTION, WeightsNotWhole),
        (SubjectKind.PERSON, PersonsWeightsNotWhole),
    ):
        total = sum((one.weight for one in given if one.of is kind), Decimal(0))
        if kind in kinds and total != FULL:
            yield refused(sum=plain(total), difference=_signed(FULL - total))


def plain(value: Decimal) -> str:
    """Write a number without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(value: Decimal) -> str:
    return f"+{plain(value)}" if value > 0 else plain(value)


def score_faults(
    criteria: Sequence[Criterion],
    subjects: Iterable[Subject],
    scores: Iterable[Score],
    assessors: Mapping[int, str],
) -> Iterator[Refused]:
    """Yield which scores are missing.

    Args:
        criteria: all of them.
        subjects: all of them.
        scores: those given.
        assessors: their names, by key.
    """
    given = {(one.subject, one.assessor, one.criterion) for one in scores}
    for subject in subjects:
        begun = sorted({assessor for key, assessor, _c in given if key == subject.key})
        if not begun:
            yield NobodyScored(subject=subject.name)
        for assessor in begun:
            for criterion in criteria:
                key = (subject.key, assessor, criterion.key)
                if criterion.of is subject.kind and key not in given:
                    yield ScoreMissing(
                        subject=subject.name,
                        criterion=criterion.name,
                        assessor=assessors.get(assessor, str(assessor)),
                    )


def check_grades(grades: Sequence[Grade]) -> None:
    """Check that every score has one grade.

    Raises:
        GradesNotSet: the county has not said from which score on each is given, or none begins
            at 0.
        GradeTwice: two begin with the same score.
    """
    lowest = [one.lowest for one in grades if one.lowest is not None]
    if not grades or len(lowest) < len(grades) or min(lowest) != 0:
        raise GradesNotSet
    by_score: dict[Decimal, Grade] = {}
    for one in grades:
        if one.lowest is None:
            continue
        before = by_score.setdefault(one.lowest, one)
        if before is not one:
            raise GradeTwice(first=before.name, second=one.name)


def total_of(
    subject: Subject, criteria: Sequence[Criterion], scores: Iterable[Score]
) -> Fraction | None:
    """Return a subject's score of 100: of each criterion the mean of what was given, by weight.

    Args:
        subject: who is assessed.
        criteria: all of them; those for others do not count.
        scores: those given, to anybody.

    Returns:
        exactly; None where a criterion has no score yet.
    """
    own = [one for one in criteria if one.of is subject.kind]
    total, given = Fraction(0), list(scores)
    for criterion in own:
        mean = mean_of(subject, criterion, given)
        if mean is None:
            return None
        total += mean * Fraction(criterion.weight) / 100
    return total if own else None


def mean_of(subject: Subject, criterion: Criterion, scores: Iterable[Score]) -> Fraction | None:
    """Return the mean of what the assessors gave; None where nobody gave anything."""
    found = [
        Fraction(one.score)
        for one in scores
        if one.subject == subject.key and one.criterion == criterion.key
    ]
    return sum(found, Fraction(0)) / len(found) if found else None


def grade_of(total: Fraction, grades: Sequence[Grade]) -> Grade:
    """Return the grade of a score: the best that begins at or below it, before any rounding.

    Raises:
        GradesNotSet, GradeTwice: see :func:`check_grades`.
    """
    check_grades(grades)
    reached = [one for one in grades if one.lowest is not None and Fraction(one.lowest) <= total]
    return max(reached, key=lambda one: one.lowest or Decimal(0))


def written(total: Fraction | None) -> str:
    """Write a score with two decimals, a half upwards; nothing where there is none."""
    if total is None:
        return ""
    hundredths = (Decimal(total.numerator) * 100 / Decimal(total.denominator)).quantize(
        Decimal(1), rounding=ROUND_HALF_UP
    )
    return f"{hundredths.scaleb(-2):.2f}"


def check_signer(*, signer: str, signed: Iterable[str], assessed: Iterable[str]) -> None:
    """Check that somebody may sign.

    Args:
        signer: the human who signs.
        signed: the humans who have.
        assessed: the humans who are assessed.

    Raises:
        SameSigner, SignsOwnAssessment: they may not.
    """
    if signer in set(assessed):
        raise SignsOwnAssessment
    if signer in set(signed):
        raise SameSigner
