"""The chain of steps by which an item is reviewed: what a bureau may choose, and the county.

Practice knows chains of two to four signatures, from the section by an office or the unit for
secrecy to the leader who signs the paper out (科室审核、保密审查、领导签发). The law asks for a
review with a set procedure and responsibility and gives no number (Regulation on Open Government
Information, 2019, Art. 17).
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

LEAST_STEPS = 2  # where the county has said nothing
MOST_STEPS = 5
REASON_MAX_CHARACTERS = 400


class StepKind(StrEnum):
    """Whose step it is; the values are kept."""

    SECTION = "section"
    OFFICE = "office"
    SECRECY = "secrecy"
    DEPUTY_LEADER = "deputy_leader"
    LEADER = "leader"


@dataclass(frozen=True)
class Step:
    """A step as the rules see it.

    Attributes:
        key: of the step.
        checklist: whether the six points are asked for here.
        confidentiality: whether the confidentiality form is asked for here.
    """

    key: int
    checklist: bool
    confidentiality: bool


@dataclass(frozen=True)
class Requirement:
    """What the county demands of the review of one kind of item.

    Attributes:
        steps: how many steps at least; with a reduced review, exactly so many.
        is_reduced: whether the county lets this kind pass with fewer steps than others.
        several: whether one person may sign several steps of one review.
    """

    steps: int = LEAST_STEPS
    is_reduced: bool = False
    several: bool = False


class TooFewSteps(Refused):
    """The chain has fewer steps than the county demands."""

    sentence = gettext_noop(
        "The review needs at least %(least)s steps in this county, and has %(has)s. An "
        "administrator of the bureau sets them under “Steps of the review”."
    )


class TooManySteps(Refused):
    """The chain has more steps than anybody follows."""

    sentence = gettext_noop("The review may have at most %(most)s steps, and would have %(has)s.")


class NobodySigns(Refused):
    """A step has no group whose members sign it."""

    sentence = gettext_noop("Say who signs the step “%(step)s”.")


class NoChecklist(Refused):
    """No step asks for the six points."""

    sentence = gettext_noop("At least one step has to ask for the six points of review.")


class NoConfidentiality(Refused):
    """No step asks for the confidentiality check."""

    sentence = gettext_noop("At least one step has to ask for the confidentiality check.")


class SameName(Refused):
    """Two steps have one name, so that nobody could tell the signatures apart."""

    sentence = gettext_noop("Two steps are called “%(step)s”: give each a name of its own.")


class ReductionUnexplained(Refused):
    """The county lets a kind of item pass with a reduced review and says not why."""

    sentence = gettext_noop("Say why the review is reduced: bureaus and the county read it.")


class StepsOutOfRange(Refused):
    """The county asks for a number of steps that no chain has."""

    sentence = gettext_noop("Choose a number of steps between %(least)s and %(most)s.")


class SignsTwice(Refused):
    """Somebody who has signed another step of this review was to sign this one too."""

    sentence = gettext_noop(
        "You have signed another step of this review already, with this or another account, or "
        "your deputy has. Somebody else has to sign this one."
    )


class OverrideUnexplained(Refused):
    """A step was to be signed in the place of an absent reviewer without a word why."""

    sentence = gettext_noop("Say why the step is signed by somebody else: the county reads it.")


class OverrideTooLong(Refused):
    """The reason of an override has more characters than are kept."""

    sentence = gettext_noop("The reason may have %(most)s characters; it has %(has)s.")


@dataclass(frozen=True)
class WantedStep:
    """A step as somebody wants it.

    Attributes:
        name: what it is called, on the review sheet too.
        has_signers: whether any group may sign it.
    """

    name: str
    has_signers: bool
    checklist: bool
    confidentiality: bool


def check_chain(steps: Sequence[WantedStep], *, least: int) -> None:
    """Check that a bureau may have this chain.

    Args:
        steps: in their order.
        least: how many steps the county demands, of any kind of item.

    Raises:
        TooFewSteps, TooManySteps, SameName, NobodySigns, NoChecklist, NoConfidentiality: it may
            not.
    """
    least = max(least, 1)
    if len(steps) < least:
        raise TooFewSteps(least=least, has=len(steps))
    if len(steps) > MOST_STEPS:
        raise TooManySteps(most=MOST_STEPS, has=len(steps))
    names: set[str] = set()
    for step in steps:
        if step.name in names:
            raise SameName(step=step.name)
        names.add(step.name)
        if not step.has_signers:
            raise NobodySigns(step=step.name)
    if not any(step.checklist for step in steps):
        raise NoChecklist
    if not any(step.confidentiality for step in steps):
        raise NoConfidentiality


def steps_due(steps: Sequence[Step], requirement: Requirement) -> list[Step]:
    """Return the steps that a review of some kind of item goes through.

    Args:
        steps: the bureau's chain, in its order.
        requirement: what the county demands; a reduced review is the first steps of the chain.
    """
    return list(steps[: requirement.steps] if requirement.is_reduced else steps)


def forms_due(step: Step, *, is_last: bool, answered: Container[str]) -> tuple[bool, bool]:
    """Return whether the six points and the confidentiality check are asked for at a step.

    Args:
        step: which.
        is_last: whether no other step is left; what nobody was asked before is asked there.
        answered: ``checklist`` and ``confidentiality``, as far as earlier steps have them.
    """
    return (
        step.checklist or (is_last and "checklist" not in answered),
        step.confidentiality or (is_last and "confidentiality" not in answered),
    )


def check_is_enough(steps: Sequence[Step], requirement: Requirement) -> None:
    """Check that a chain, as it is now, is as long as the county demands.

    Raises:
        TooFewSteps: it is not.
    """
    if len(steps) < requirement.steps:
        raise TooFewSteps(least=requirement.steps, has=len(steps))


def requirement_for(kind: str, rules: Mapping[str, tuple[int, bool]]) -> Requirement:
    """Return what the county demands of the review of a kind of item.

    Args:
        kind: name of the page type.
        rules: number of steps, and whether one person may sign several, by kind; "" is the rule
            for all kinds that have none of their own.
    """
    least, several = rules.get("", (LEAST_STEPS, False))
    steps, several = rules.get(kind, (least, several))
    return Requirement(steps=steps, is_reduced=steps < least, several=several)


def check_rule(steps: int, *, kind: str, reason: str, least: int) -> None:
    """Check that the county may demand this.

    Args:
        steps: how many.
        kind: name of the page type; "" for all that have no rule of their own.
        reason: why.
        least: what the rule for all kinds says.

    Raises:
        StepsOutOfRange, ReductionUnexplained: it may not, or not without a word.
    """
    fewest = 0 if kind else 1
    if not fewest <= steps <= MOST_STEPS:
        raise StepsOutOfRange(least=fewest, most=MOST_STEPS)
    if not reason.strip() and steps < (least if kind else LEAST_STEPS):
        raise ReductionUnexplained


def check_signs_once(
    *, signer: int, stands_for: int | None, signed: Container[int], requirement: Requirement
) -> None:
    """Check that somebody has not signed another step of the same review.

    Args:
        signer: key of the account.
        stands_for: key of the account whose deputy signs; None: nobody's.
        signed: all accounts of the people who signed another step, or for whom it was signed.
        requirement: what the county demands.

    Raises:
        SignsTwice: they have.
    """
    if requirement.several:
        return
    if signer in signed or (stands_for is not None and stands_for in signed):
        raise SignsTwice


def check_override_reason(reason: str) -> str:
    """Return the reason of an override as it is kept.

    Raises:
        OverrideUnexplained: there is none.
        OverrideTooLong: it has more than 400 characters.
    """
    reason = reason.strip()
    if not reason:
        raise OverrideUnexplained
    if len(reason) > REASON_MAX_CHARACTERS:
        raise OverrideTooLong(most=REASON_MAX_CHARACTERS, has=len(reason))
    return reason
