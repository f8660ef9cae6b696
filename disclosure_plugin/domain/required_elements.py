"""What a structured item must carry before it is handed in for review.

Which elements the law names, and which are a rule of this product:

- a service procedure: matter, basis, conditions, number, procedure, time limit and list of papers
  (Administrative Licensing Law, Art. 30); conditions, papers and procedure (State Council Decree
  716, Art. 6). Place, hours and phone are among the key elements of a guide in the 2019 check of
  government websites. Supervision phone, posts, times of steps and a statement on fees: product.
- a fee standard: item, basis and standard (Regulation, Art. 20, item 8). The first day in force
  and who pays: product.
- a penalty procedure: basis, conditions and procedure (Regulation, Art. 20, item 6). The
  discretion table and the ways to relief: product.
- a finance statement: budget and actual figure (columns of public final accounts); internal
  statements, pay adjustments, leaders' integrity and reimbursement have no rule of their own that
  names elements: product.
- an annual report: problems and improvements (Regulation, Art. 50); the overview is the first
  section of its form (国办公开办函〔2021〕30号).
- a commitment list: of each commitment the ten things that are published (十公开): basis,
  conditions, procedure, fee, limit, section, who handles it, what follows a breach, who
  supervises, complaint phone (as local systems of service commitments list them; Yunnan's decision
  of 2008 on service commitments names content, procedure and limit). Number and first day:
  product.
- a rule document: what heads every document on a government website (issuing body, document
  number, day of issue, validity, day it ended). The first day in force and the reason: product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from disclosure_plugin.errors import gettext_noop

from .internal_matters import MatterKind
from .register import Validity
from .service_procedures import Fee, Kind


class Element(StrEnum):
    """Something an item must carry."""

    ABSTRACT = "abstract"
    FORMED_ON = "formed on"
    SECTION = "section"
    CATEGORY = "category"
    LEGAL_BASES = "legal bases"
    STEPS = "steps"
    STEP_POSTS = "step posts"
    KIND = "kind"
    APPLICANTS = "applicants"
    CONDITIONS = "conditions"
    MATERIALS = "materials"
    PROMISE = "promise"
    FEE = "fee"
    FEE_STANDARD = "fee standard"
    FEE_TEXT = "fee text"
    PLACE = "place"
    HOURS = "hours"
    PHONE = "phone"
    SUPERVISION_PHONE = "supervision phone"
    FEES = "fees"
    FEE_BASES = "fee bases"
    FEES_IN_FORCE = "fees in force"
    PAYERS = "payers"
    UNLAWFUL_ACT = "unlawful act"
    DISCRETION = "discretion"
    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"
    DOCUMENT_NUMBER = "document number"
    ISSUING_BODY = "issuing body"
    ISSUED_ON = "issued on"
    IN_FORCE_FROM = "in force from"
    TEXT = "text"
    FINANCE_LINES = "finance lines"
    ACTUALS = "actuals"
    BUDGETS = "budgets"
    MATTER_KIND = "kind of matter"
    PERIOD = "period"
    MATTER_ROWS = "rows of the matter"
    MATTER_BASIS = "basis of the matter"
    SUBJECTS = "subjects"
    BEFORE_AND_AFTER = "before and after"
    AMOUNTS = "amounts"
    APPROVERS = "approvers"
    ENDED_ON = "ended on"
    END_REASON = "end reason"
    OVERVIEW = "overview"
    PROBLEMS = "problems"
    COMMITMENTS = "commitments"
    COMMITMENT_CODE = "commitment code"
    COMMITMENT_TEXT = "commitment text"
    COMMITMENT_BASIS = "commitment basis"
    COMMITMENT_CONDITIONS = "commitment conditions"
    COMMITMENT_PROCEDURE = "commitment procedure"
    COMMITMENT_FEE = "commitment fee"
    COMMITMENT_FIRST_DAY = "commitment first day"
    HANDLER = "handler"
    BREACH_LIABILITY = "breach liability"
    SUPERVISION = "supervision"
    COMPLAINT_PHONE = "complaint phone"


ELEMENT_NAMES: Mapping[Element, str] = {
    Element.ABSTRACT: gettext_noop("the abstract"),
    Element.FORMED_ON: gettext_noop("the day it was formed"),
    Element.SECTION: gettext_noop("the responsible section"),
    Element.CATEGORY: gettext_noop("the category"),
    Element.LEGAL_BASES: gettext_noop("a legal basis"),
    Element.STEPS: gettext_noop("the steps"),
    Element.STEP_POSTS: gettext_noop("who is responsible for each step"),
    Element.KIND: gettext_noop("how the matter is dealt with"),
    Element.APPLICANTS: gettext_noop("who may apply"),
    Element.CONDITIONS: gettext_noop("the conditions"),
    Element.MATERIALS: gettext_noop("the papers to bring, or the tick that none are needed"),
    Element.PROMISE: gettext_noop("the promised limit"),
    Element.FEE: gettext_noop("what it costs"),
    Element.FEE_STANDARD: gettext_noop("the page of the fee standard"),
    Element.FEE_TEXT: gettext_noop("the words on the fee"),
    Element.PLACE: gettext_noop("the place"),
    Element.HOURS: gettext_noop("the office hours"),
    Element.PHONE: gettext_noop("the phone for questions"),
    Element.SUPERVISION_PHONE: gettext_noop("the supervision phone"),
    Element.FEES: gettext_noop("a fee with its standard"),
    Element.FEE_BASES: gettext_noop("the basis of each fee"),
    Element.FEES_IN_FORCE: gettext_noop("the first day in force of each fee"),
    Element.PAYERS: gettext_noop("who pays each fee"),
    Element.UNLAWFUL_ACT: gettext_noop("the unlawful act"),
    Element.DISCRETION: gettext_noop("the discretion table"),
    Element.RECONSIDERATION: gettext_noop("how to apply for reconsideration"),
    Element.LITIGATION: gettext_noop("how to go to court"),
    Element.DOCUMENT_NUMBER: gettext_noop("the document number"),
    Element.ISSUING_BODY: gettext_noop("the issuing body"),
    Element.ISSUED_ON: gettext_noop("the day of issue"),
    Element.IN_FORCE_FROM: gettext_noop("the first day in force"),
    Element.TEXT: gettext_noop("the text of the document"),
    Element.FINANCE_LINES: gettext_noop("the figures of the month"),
    Element.ACTUALS: gettext_noop("the actual figure of each line"),
    Element.BUDGETS: gettext_noop("the budget of each line"),
    Element.MATTER_KIND: gettext_noop("the kind of internal matter"),
    Element.PERIOD: gettext_noop("the period it is about"),
    Element.MATTER_ROWS: gettext_noop("a row with what is disclosed"),
    Element.MATTER_BASIS: gettext_noop("the document on which the adjustment rests"),
    Element.SUBJECTS: gettext_noop("whom or what each row is about"),
    Element.BEFORE_AND_AFTER: gettext_noop("what was before and what is now, in each row"),
    Element.AMOUNTS: gettext_noop("the amount of each row"),
    Element.APPROVERS: gettext_noop("who approved each row"),
    Element.ENDED_ON: gettext_noop("the day it ended"),
    Element.END_REASON: gettext_noop("why it ended"),
    Element.OVERVIEW: gettext_noop("section one, the overview"),
    Element.PROBLEMS: gettext_noop("section five, problems and improvements"),
    Element.COMMITMENTS: gettext_noop("a commitment"),
    Element.COMMITMENT_CODE: gettext_noop("its number in the list"),
    Element.COMMITMENT_TEXT: gettext_noop("what the commitment is about"),
    Element.COMMITMENT_BASIS: gettext_noop("its legal basis"),
    Element.COMMITMENT_CONDITIONS: gettext_noop("its conditions"),
    Element.COMMITMENT_PROCEDURE: gettext_noop("its procedure"),
    Element.COMMITMENT_FEE: gettext_noop("its fee, or that it costs nothing"),
    Element.COMMITMENT_FIRST_DAY: gettext_noop("the day from which it is promised"),
    Element.HANDLER: gettext_noop("who handles it"),
    Element.BREACH_LIABILITY: gettext_noop("what follows a breach"),
    Element.SUPERVISION: gettext_noop("how it is supervised"),
    Element.COMPLAINT_PHONE: gettext_noop("the complaint phone"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """What an item of any type says of itself.

    Attributes:
        abstract: in words.
        is_formed: whether the day it was formed is written down.
        has_section: whether a section answers for it.
        category: of the Regulation.
        legal_bases: how many.
    """

    abstract: str = ""
    is_formed: bool = False
    has_section: bool = False
    category: str = ""
    legal_bases: int = 0

    def missing(self) -> list[Element]:
        """Return what it lacks, in the order of its form."""
        return _lacking(
            (Element.ABSTRACT, self.abstract),
            (Element.FORMED_ON, self.is_formed),
            (Element.SECTION, self.has_section),
            (Element.CATEGORY, self.category),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceProcedure(Disclosed):
    """What a service procedure says.

    Attributes:
        kind: a value of :class:`Kind`, or empty.
        is_for_somebody: whether individuals or organisations may apply.
        conditions: how many.
        materials: how many papers are to be brought.
        needs_no_materials: whether it says that none are.
        steps: how many.
        steps_without_post: how many of them name nobody who is responsible.
        promised_days: working days; None where none are promised.
        fee: a value of :class:`Fee`, or empty.
        has_fee_standard: whether the page of the fee standard is chosen.
    """

    kind: str = ""
    is_for_somebody: bool = False
    conditions: int = 0
    materials: int = 0
    needs_no_materials: bool = False
    steps: int = 0
    steps_without_post: int = 0
    promised_days: int | None = None
    fee: str = ""
    has_fee_standard: bool = False
    fee_text: str = ""
    place: str = ""
    hours: str = ""
    phone: str = ""
    supervision_phone: str = ""

    def missing(self) -> list[Element]:
        return [
            *Disclosed.missing(self),
            *_lacking(
                (Element.KIND, self.kind),
                (Element.APPLICANTS, self.is_for_somebody),
                (Element.CONDITIONS, self.conditions),
                (Element.MATERIALS, self.materials or self.needs_no_materials),
                (Element.STEPS, self.steps),
                (Element.STEP_POSTS, not self.steps_without_post),
                (Element.PROMISE, self.kind != Kind.PROMISED or self.promised_days),
                (Element.FEE, self.fee),
                (Element.FEE_STANDARD, self.fee != Fee.STANDARD or self.has_fee_standard),
                (Element.FEE_TEXT, self.fee != Fee.OTHER or self.fee_text),
                (Element.PLACE, self.place),
                (Element.HOURS, self.hours),
                (Element.PHONE, self.phone),
                (Element.SUPERVISION_PHONE, self.supervision_phone),
                (Element.LEGAL_BASES, self.legal_bases),
            ),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeStandard(Disclosed):
    """What a fee standard says.

    Attributes:
        fees: how many rows it has.
        without_basis, without_first_day, without_payer: how many of them lack that.
    """

    fees: int = 0
    without_basis: int = 0
    without_first_day: int = 0
    without_payer: int = 0

    def missing(self) -> list[Element]:
        return [
            *Disclosed.missing(self),
            *_lacking(
                (Element.FEES, self.fees),
                (Element.FEE_BASES, not self.without_basis),
                (Element.FEES_IN_FORCE, not self.without_first_day),
                (Element.PAYERS, not self.without_payer),
            ),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyProcedure(Disclosed):
    """What a penalty procedure says.

    Attributes:
        unlawful_act: in words.
        steps: how many.
        steps_without_post: how many of them name nobody who is responsible.
        discretion: how many rows the discretion table has.
        reconsideration, litigation: the ways to relief, in words.
    """

    unlawful_act: str = ""
    steps: int = 0
    steps_without_post: int = 0
    discretion: int = 0
    reconsideration: str = ""
    litigation: str = ""

    def missing(self) -> list[Element]:
        return [
            *Disclosed.missing(self),
            *_lacking(
                (Element.UNLAWFUL_ACT, self.unlawful_act),
                (Element.LEGAL_BASES, self.legal_bases),
                (Element.STEPS, self.steps),
                (Element.STEP_POSTS, not self.steps_without_post),
                (Element.DISCRETION, self.discretion),
                (Element.RECONSIDERATION, self.reconsideration),
                (Element.LITIGATION, self.litigation),
            ),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDocument(Disclosed):
    """What a rule document says.

    Attributes:
        validity: a value of :class:`~disclosure_plugin.domain.register.Validity`.
        has_text: whether its body holds anything.
        is_issued, is_dated, has_ended: whether the day of issue, the first day in force and the
            day on which it ended are written down.
    """

    document_number: str = ""
    issuing_body: str = ""
    is_issued: bool = False
    is_dated: bool = False
    has_text: bool = False
    validity: str = ""
    has_ended: bool = False
    end_reason: str = ""

    def missing(self) -> list[Element]:
        in_force = self.validity == Validity.VALID
        return [
            *Disclosed.missing(self),
            *_lacking(
                (Element.DOCUMENT_NUMBER, self.document_number),
                (Element.ISSUING_BODY, self.issuing_body),
                (Element.ISSUED_ON, self.is_issued),
                (Element.IN_FORCE_FROM, self.is_dated),
                (Element.ENDED_ON, in_force or self.has_ended),
                (Element.END_REASON, in_force or self.end_reason),
                (Element.TEXT, self.has_text),
            ),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceStatement(Disclosed):
    """What a month's finance statement says.

    Attributes:
        lines: how many are filled in.
        without_actual, without_budget: how many of them lack that.
    """

    lines: int = 0
    without_actual: int = 0
    without_budget: int = 0

    def missing(self) -> list[Element]:
        return [
            *Disclosed.missing(self),
            *_lacking(
                (Element.FINANCE_LINES, self.lines),
                (Element.ACTUALS, not self.without_actual),
                (Element.BUDGETS, not self.without_budget),
            ),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalMatter(Disclosed):
    """What an internal matter says: pay adjustments, leaders' integrity, reimbursement.

    Attributes:
        kind: a value of :class:`~disclosure_plugin.domain.internal_matters.MatterKind`, or empty.
        has_period: whether its first and last day are written down.
        rows: how many it has.
        without_subject, without_change, without_amount, without_approver: how many of them lack
            whom they are about, what was before and is now, an amount, who approved it.
    """

    kind: str = ""
    has_period: bool = False
    rows: int = 0
    without_subject: int = 0
    without_change: int = 0
    without_amount: int = 0
    without_approver: int = 0

    def missing(self) -> list[Element]:
        pay = self.kind == MatterKind.PAY
        paid_back = self.kind == MatterKind.REIMBURSEMENT
        return [
            *Disclosed.missing(self),
            *_lacking(
                (Element.MATTER_KIND, self.kind),
                (Element.PERIOD, self.has_period),
                (Element.MATTER_ROWS, self.rows),
                (Element.SUBJECTS, not self.without_subject),
                (Element.BEFORE_AND_AFTER, not pay or not self.without_change),
                (Element.AMOUNTS, not paid_back or not self.without_amount),
                (Element.APPROVERS, not paid_back or not self.without_approver),
                (Element.MATTER_BASIS, not pay or self.legal_bases),
            ),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualReport(Disclosed):
    """What an annual report says beside its tables, in words."""

    overview: str = ""
    problems: str = ""

    def missing(self) -> list[Element]:
        return [
            *Disclosed.missing(self),
            *_lacking((Element.OVERVIEW, self.overview), (Element.PROBLEMS, self.problems)),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentList(Disclosed):
    """What a commitment list says.

    Attributes:
        commitments: how many it has.
    """

    commitments: int = 0

    def missing(self) -> list[Element]:
        return [
            *Disclosed.missing(self),
            *_lacking((Element.COMMITMENTS, self.commitments)),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentElements:
    """What one commitment of a list says: the ten things, its number and its first day.

    Attributes:
        promised: the promised limit in days; None where none is written.
        has_first_day: whether the day is written from which it is promised.
        has_section: whether a section answers for it.
    """

    code: str = ""
    text: str = ""
    basis: str = ""
    conditions: str = ""
    procedure: str = ""
    fee: str = ""
    promised: int | None = None
    has_first_day: bool = False
    has_section: bool = False
    handler: str = ""
    breach_liability: str = ""
    supervision: str = ""
    complaint_phone: str = ""

    def missing(self) -> list[Element]:
        """Return what it lacks, in the order of its form."""
        return _lacking(
            (Element.COMMITMENT_CODE, self.code),
            (Element.COMMITMENT_TEXT, self.text),
            (Element.COMMITMENT_BASIS, self.basis),
            (Element.COMMITMENT_CONDITIONS, self.conditions),
            (Element.COMMITMENT_PROCEDURE, self.procedure),
            (Element.COMMITMENT_FEE, self.fee),
            (Element.PROMISE, self.promised),
            (Element.COMMITMENT_FIRST_DAY, self.has_first_day),
            (Element.SECTION, self.has_section),
            (Element.HANDLER, self.handler),
            (Element.BREACH_LIABILITY, self.breach_liability),
            (Element.SUPERVISION, self.supervision),
            (Element.COMPLAINT_PHONE, self.complaint_phone),
        )


def _lacking(*elements: tuple[Element, object]) -> list[Element]:
    """Return those whose value is empty; a text of spaces is."""
    return [
        element
        for element, value in elements
        if not (value.strip() if isinstance(value, str) else value)
    ]
