"""Assess sections and persons: scores by the members of one group, signed by two, then frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from disclosure_plugin.domain.assessment import (
    NothingAssessed,
    check_grades,
    check_score,
    check_signer,
    grade_of,
    mean_of,
    plain,
    score_faults,
    total_of,
    weight_faults,
    written,
)
from disclosure_plugin.domain.canonical import sha256
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import (
    Assessment,
    AssessmentCriterion,
    AssessmentScore,
    AssessmentSignature,
    AssessmentSubject,
    AssessmentTask,
    Person,
)
from disclosure_plugin.register.assessment_grades import grades

State = Assessment.State
SIGNED = "disclosure.sign_assessment"
REOPENED = "disclosure.reopen_assessment"
LONGEST_TASK = 300
NEEDED = 2


def locked_for(user: Any, key: int) -> Assessment:
    """Return an assessment that somebody may see, locked until the transaction ends.

    Raises:
        Assessment.DoesNotExist: there is none, or it is not theirs to see.
    """
    return Assessment.objects.seen_by(user).select_for_update(of=("self",)).get(pk=key)


def _locked_open(user: Any, key: int) -> Assessment:
    found = locked_for(user, key)
    if not found.is_open:
        raise ActRefused(_("The assessment is signed; nothing of it can be changed."))
    return found


# --- What is assessed ----------------------------------------------------------------------------


@transaction.atomic
def save_parts(user: Any, key: int, *, saved: Iterable[Model], deleted: Iterable[Model]) -> None:
    """Write tasks, criteria and subjects as they were filled in, all or none.

    Args:
        user: who does it; a member of the assessment's group.
        key: of the assessment.
        saved: new and changed parts.
        deleted: parts that are taken out, with the scores they have.

    Raises:
        ActRefused: somebody has signed.
    """
    assessment = _locked_open(user, key)
    for part in deleted:
        part.delete()
    for part in saved:
        part.assessment = assessment  # type: ignore[attr-defined]
        part.save()


@transaction.atomic
def add_tasks(user: Any, key: int, lines: Iterable[str]) -> int:
    """Add tasks of the year from a list, one a line; those that are there already stay.

    Returns:
        how many were added.

    Raises:
        ActRefused: somebody has signed, or a line cannot be kept; nothing is added.
    """
    assessment = _locked_open(user, key)
    texts = list(dict.fromkeys(filter(None, (line.strip() for line in lines))))
    for number, text in enumerate(texts, 1):
        if len(text) > LONGEST_TASK:
            raise ActRefused(
                _("Task %(number)s is longer than %(limit)s characters. Shorten it.")
                % {"number": number, "limit": LONGEST_TASK}
            )
        if "\0" in text:
            raise ActRefused(
                _("Task %(number)s holds a NUL character. Type it anew.") % {"number": number}
            )
    there = set(assessment.tasks.values_list("text", flat=True))
    new = [text for text in texts if text not in there]
    for text in new:
        AssessmentTask(assessment=assessment, text=text).save()
    return len(new)


@transaction.atomic
def give_scores(
    user: Any,
    subject: AssessmentSubject,
    scores: Mapping[AssessmentCriterion, tuple[Decimal | None, str]],
) -> None:
    """Write what one assessor gives one subject; no score takes an earlier one back.

    Args:
        user: the assessor, a member of the assessment's group.
        subject: who is assessed.
        scores: of each criterion the score, 0 to 100, and a note.

    Raises:
        ScoreOutOfRange: one is no score; nothing is written.
        ActRefused: somebody has signed, a criterion is for others, or they would assess
            themselves.
    """
    assessment = _locked_open(user, subject.assessment_id)
    if subject.account_id and human_of(subject.account) == human_of(user):
        raise ActRefused(_("You are assessed here yourself; others give these scores."))
    for criterion, (score, note) in scores.items():
        if criterion.assessment_id != assessment.pk or criterion.of != subject.kind:
            raise ActRefused(_("“%(name)s” is no criterion for this.") % {"name": criterion.name})
        if score is None:
            AssessmentScore.objects.filter(
                subject=subject, criterion=criterion, assessor=user
            ).delete()
            continue
        check_score(score)
        AssessmentScore.objects.update_or_create(
            subject=subject,
            criterion=criterion,
            assessor=user,
            defaults={"score": score, "note": note, "assessor_name": name_of(user), "at": Now()},
        )


# --- Signatures ----------------------------------------------------------------------------------


def faults_of(assessment: Assessment) -> list[Refused]:
    """Return why an assessment cannot be signed; nothing if it can."""
    criteria = [one.criterion() for one in assessment.criteria.all()]
    subjects = [one.subject() for one in assessment.subjects.all()]
    found: list[Refused] = [] if subjects else [NothingAssessed()]
    found += weight_faults(criteria, subjects)
    rows = _scores(assessment)
    names = {row.assessor_id: row.assessor_name for row in rows}
    found += score_faults(criteria, subjects, [row.given() for row in rows], names)
    try:
        check_grades(grades())
    except Refused as refused:
        found.append(refused)
    return found


def sign(user: Any, key: int) -> Assessment:
    """Sign an assessment; the second signature freezes it.

    Args:
        user: who signs; a member of the group who is not assessed.
        key: of the assessment.

    Raises:
        SameSigner, SignsOwnAssessment: they may not.
        ActRefused: it is not whole, frozen already, or the county's grades have changed since
            the first signature, which is void then.
    """
    with transaction.atomic():
        assessment = locked_for(user, key)
        if assessment.is_frozen:
            raise ActRefused(_("The assessment is frozen."))
        if faults := faults_of(assessment):
            raise ActRefused(*map(refusal_sentence, faults))
        _check_signer(assessment, user)
        result = result_of(assessment)
        digest = sha256(result)
        if assessment.state == State.SIGNED and assessment.sha256 != digest:
            _void(assessment)
        else:
            _add_signature(assessment, user, digest, result)
            return assessment
    raise ActRefused(
        _(
            "What was signed first has changed since, such as the county's grades. That "
            "signature is void: both sign anew."
        )
    )


def _check_signer(assessment: Assessment, user: Any) -> None:
    accounts = [one.account for one in assessment.subjects.exclude(account=None)]
    check_signer(
        signer=human_of(user),
        signed=assessment.signatures.values_list("human", flat=True),
        assessed=[human_of(account) for account in accounts],
    )


def _add_signature(assessment: Assessment, user: Any, digest: str, result: dict[str, Any]) -> None:
    person = Person.objects.filter(user=user).first()
    AssessmentSignature.objects.create(
        assessment=assessment,
        signer=user,
        human=human_of(user),
        name=name_of(user),
        post=person.post if person else "",
        sha256=digest,
    )
    assessment.sha256 = digest
    assessment.state = State.SIGNED
    if assessment.signatures.count() >= NEEDED:
        assessment.state, assessment.result = State.FROZEN, result
        assessment.frozen_at = Now()
    assessment.save()
    assessment.refresh_from_db()
    log(assessment, SIGNED, user=user)


@transaction.atomic
def reopen(user: Any, key: int) -> None:
    """Take the first signature back, so that something can be corrected.

    Raises:
        ActRefused: it is frozen, or nobody has signed.
    """
    assessment = locked_for(user, key)
    if assessment.state != State.SIGNED:
        raise ActRefused(_("Only an assessment that one person has signed can be opened again."))
    _void(assessment)
    log(assessment, REOPENED, user=user)


def _void(assessment: Assessment) -> None:
    assessment.signatures.all().delete()
    assessment.state, assessment.sha256 = State.OPEN, ""
    assessment.save()


# --- The result ----------------------------------------------------------------------------------


def shown_result(assessment: Assessment) -> dict[str, Any]:
    """Return what was frozen; before that, what stands now."""
    frozen: dict[str, Any] | None = assessment.result
    return result_of(assessment) if frozen is None else frozen


def result_of(assessment: Assessment) -> dict[str, Any]:
    """Return everything an assessment says, numbers as text: what is signed, frozen and exported.

    Grades are left out where the county's list is not whole.
    """
    criteria = list(assessment.criteria.select_related("task"))
    rules = [one.criterion() for one in criteria]
    rows = _scores(assessment)
    given = [row.given() for row in rows]
    offered = grades()
    return {
        "title": assessment.title,
        "year": assessment.year,
        "grades": [
            [one.name, "" if one.lowest is None else plain(one.lowest), one.consequence]
            for one in offered
        ],
        "tasks": [
            {
                "text": one.text,
                "section": one.section.name if one.section else "",
                "due_on": one.due_on.isoformat() if one.due_on else "",
                "outcome": one.outcome,
            }
            for one in assessment.tasks.select_related("section")
        ],
        "criteria": [
            {
                "of": one.of,
                "name": one.name,
                "weight": plain(one.weight),
                "task": one.task.text if one.task else "",
            }
            for one in criteria
        ],
        "subjects": [
            _subject_result(subject, rules, rows, given, offered)
            for subject in assessment.subjects.all()
        ],
    }


def _subject_result(
    subject: AssessmentSubject, rules: Any, rows: Any, given: Any, offered: Any
) -> dict[str, Any]:
    who = subject.subject()
    total = total_of(who, rules, given)
    try:
        grade = grade_of(total, offered) if total is not None else None
    except Refused:
        grade = None
    return {
        "kind": subject.kind,
        "name": subject.name,
        "post": subject.post,
        "means": [
            [one.name, written(mean_of(who, one, given))] for one in rules if one.of == who.kind
        ],
        "scores": [
            [row.criterion.name, row.assessor_name, plain(row.score), row.note]
            for row in rows
            if row.subject_id == subject.pk
        ],
        "total": written(total),
        "grade": grade.name if grade else "",
        "consequence": grade.consequence if grade else "",
    }


def _scores(assessment: Assessment) -> list[AssessmentScore]:
    found = AssessmentScore.objects.filter(subject__assessment=assessment)
    return list(found.select_related("criterion").order_by("subject", "criterion", "assessor"))


def is_as_signed(assessment: Assessment) -> bool:
    """Say whether a frozen result is the one that both signed."""
    digest = sha256(assessment.result)
    signed = set(assessment.signatures.values_list("sha256", flat=True))
    return signed == {digest} and assessment.sha256 == digest


def human_of(user: Any) -> str:
    """Return a key that all accounts of one human have."""
    person = Person.objects.filter(user=user).first()
    return person.human if person and person.human else f"account {user.pk}"


def name_of(user: Any) -> str:
    """Return somebody's name, for rows that outlive the account."""
    return str(user.get_full_name() or user.get_username())
