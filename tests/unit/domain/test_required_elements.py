"""What each type of item must carry, element by element."""

from dataclasses import replace

import pytest

from disclosure_plugin.domain.required_elements import (
    ELEMENT_NAMES,
    CommitmentElements,
    CommitmentList,
    Element,
    FeeStandard,
    FinanceStatement,
    InternalMatter,
    PenaltyProcedure,
    RuleDocument,
    ServiceProcedure,
)

COMMON = {
    "abstract": "开工前申请。",
    "is_formed": True,
    "has_section": True,
    "category": "20.5",
    "legal_bases": 1,
}
SERVICE = ServiceProcedure(
    **COMMON,
    kind="promised",
    is_for_somebody=True,
    conditions=2,
    materials=3,
    steps=3,
    promised_days=2,
    fee="none",
    place="3号窗口",
    hours="工作日8:30—11:30",
    phone="6121935",
    supervision_phone="6121971",
)
FEES = FeeStandard(**COMMON, fees=2)
PENALTY = PenaltyProcedure(
    **COMMON,
    unlawful_act="未取得施工许可证擅自施工",
    steps=3,
    discretion=3,
    reconsideration="向县人民政府申请。",
    litigation="向人民法院起诉。",
)
DOCUMENT = RuleDocument(
    **COMMON,
    document_number="云住建规〔2026〕1号",
    issuing_body="云岭县住房和城乡建设局",
    is_issued=True,
    is_dated=True,
    has_text=True,
    validity="valid",
)
FINANCE = FinanceStatement(**COMMON, lines=5)
MATTER = InternalMatter(**COMMON, kind="pay", has_period=True, rows=3)
EVERY = [SERVICE, FEES, PENALTY, DOCUMENT, FINANCE, MATTER]


@pytest.mark.parametrize("item", EVERY)
def test_what_is_complete_lacks_nothing(item):
    assert item.missing() == []


@pytest.mark.parametrize("item", EVERY)
@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"abstract": "  "}, Element.ABSTRACT),
        ({"is_formed": False}, Element.FORMED_ON),
        ({"has_section": False}, Element.SECTION),
        ({"category": ""}, Element.CATEGORY),
    ],
)
def test_every_type_asks_for_what_the_register_says(item, change, lacks):
    assert replace(item, **change).missing() == [lacks]


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"kind": ""}, Element.KIND),
        ({"is_for_somebody": False}, Element.APPLICANTS),
        ({"conditions": 0}, Element.CONDITIONS),
        ({"materials": 0}, Element.MATERIALS),
        ({"steps": 0}, Element.STEPS),
        ({"steps_without_post": 1}, Element.STEP_POSTS),
        ({"promised_days": None}, Element.PROMISE),
        ({"fee": ""}, Element.FEE),
        ({"fee": "standard"}, Element.FEE_STANDARD),
        ({"fee": "other"}, Element.FEE_TEXT),
        ({"place": ""}, Element.PLACE),
        ({"hours": " "}, Element.HOURS),
        ({"phone": ""}, Element.PHONE),
        ({"supervision_phone": ""}, Element.SUPERVISION_PHONE),
        ({"legal_bases": 0}, Element.LEGAL_BASES),
    ],
)
def test_a_service_procedure_asks_for(change, lacks):
    assert replace(SERVICE, **change).missing() == [lacks]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "spot", "promised_days": None},
        {"materials": 0, "needs_no_materials": True},
        {"fee": "standard", "has_fee_standard": True},
        {"fee": "other", "fee_text": "工本费由发证机关收。"},
    ],
)
def test_a_service_procedure_may_say_it_another_way(change):
    assert replace(SERVICE, **change).missing() == []


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"fees": 0}, Element.FEES),
        ({"without_basis": 1}, Element.FEE_BASES),
        ({"without_first_day": 1}, Element.FEES_IN_FORCE),
        ({"without_payer": 1}, Element.PAYERS),
    ],
)
def test_a_fee_standard_asks_for(change, lacks):
    assert replace(FEES, **change).missing() == [lacks]


def test_a_fee_standard_has_its_bases_in_its_rows():
    assert replace(FEES, legal_bases=0).missing() == []


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"unlawful_act": ""}, Element.UNLAWFUL_ACT),
        ({"legal_bases": 0}, Element.LEGAL_BASES),
        ({"steps": 0}, Element.STEPS),
        ({"steps_without_post": 2}, Element.STEP_POSTS),
        ({"discretion": 0}, Element.DISCRETION),
        ({"reconsideration": ""}, Element.RECONSIDERATION),
        ({"litigation": ""}, Element.LITIGATION),
    ],
)
def test_a_penalty_procedure_asks_for(change, lacks):
    assert replace(PENALTY, **change).missing() == [lacks]


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"document_number": ""}, [Element.DOCUMENT_NUMBER]),
        ({"issuing_body": ""}, [Element.ISSUING_BODY]),
        ({"is_issued": False}, [Element.ISSUED_ON]),
        ({"is_dated": False}, [Element.IN_FORCE_FROM]),
        ({"has_text": False}, [Element.TEXT]),
        ({"validity": "repealed"}, [Element.ENDED_ON, Element.END_REASON]),
        ({"validity": "expired", "has_ended": True}, [Element.END_REASON]),
        ({"validity": "expired", "end_reason": "有效期届满"}, [Element.ENDED_ON]),
        ({"validity": "repealed", "has_ended": True, "end_reason": "被废止"}, []),
    ],
)
def test_a_rule_document_asks_for(change, lacks):
    assert replace(DOCUMENT, **change).missing() == lacks


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"lines": 0}, Element.FINANCE_LINES),
        ({"without_actual": 1}, Element.ACTUALS),
        ({"without_budget": 2}, Element.BUDGETS),
    ],
)
def test_a_finance_statement_asks_for(change, lacks):
    assert replace(FINANCE, **change).missing() == [lacks]


@pytest.mark.parametrize(
    ("kind", "change", "lacks"),
    [
        ("pay", {"kind": ""}, [Element.MATTER_KIND]),
        ("pay", {"has_period": False}, [Element.PERIOD]),
        ("pay", {"rows": 0}, [Element.MATTER_ROWS]),
        ("pay", {"without_subject": 1}, [Element.SUBJECTS]),
        ("pay", {"without_change": 1}, [Element.BEFORE_AND_AFTER]),
        ("pay", {"legal_bases": 0}, [Element.MATTER_BASIS]),
        ("pay", {"without_amount": 1, "without_approver": 1}, []),
        ("integrity", {"without_change": 1, "without_amount": 1, "legal_bases": 0}, []),
        ("reimbursement", {"without_amount": 1}, [Element.AMOUNTS]),
        ("reimbursement", {"without_approver": 1}, [Element.APPROVERS]),
        ("reimbursement", {"without_change": 1, "legal_bases": 0}, []),
    ],
)
def test_an_internal_matter_asks_for_what_its_kind_needs(kind, change, lacks):
    assert replace(MATTER, **{"kind": kind, **change}).missing() == lacks


def test_an_empty_item_lacks_everything_in_the_order_of_its_form():
    assert ServiceProcedure().missing() == [
        Element.ABSTRACT,
        Element.FORMED_ON,
        Element.SECTION,
        Element.CATEGORY,
        Element.KIND,
        Element.APPLICANTS,
        Element.CONDITIONS,
        Element.MATERIALS,
        Element.STEPS,
        Element.FEE,
        Element.PLACE,
        Element.HOURS,
        Element.PHONE,
        Element.SUPERVISION_PHONE,
        Element.LEGAL_BASES,
    ]


def test_every_element_has_a_name():
    assert set(ELEMENT_NAMES) == set(Element)
    assert len(set(ELEMENT_NAMES.values())) == len(Element)


# --- Commitments ---------------------------------------------------------------------------------

COMMITMENT = CommitmentElements(
    code="01",
    text="建筑工程施工许可",
    basis="《建筑法》第八条",
    conditions="已经办理用地批准手续。",
    procedure="受理、审查、发证。",
    fee="不收费",
    promised=2,
    has_first_day=True,
    has_section=True,
    handler="建筑业管理股股长",
    breach_liability="三个工作日内书面说明。",
    supervision="局办公室每季度抽查。",
    complaint_phone="6121971",
)


def test_a_commitment_that_says_the_ten_things_lacks_nothing():
    assert COMMITMENT.missing() == []
    assert CommitmentList(**COMMON, commitments=1).missing() == []


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"code": " "}, Element.COMMITMENT_CODE),
        ({"text": ""}, Element.COMMITMENT_TEXT),
        ({"basis": "\n"}, Element.COMMITMENT_BASIS),
        ({"conditions": ""}, Element.COMMITMENT_CONDITIONS),
        ({"procedure": ""}, Element.COMMITMENT_PROCEDURE),
        ({"fee": ""}, Element.COMMITMENT_FEE),
        ({"promised": None}, Element.PROMISE),
        ({"has_first_day": False}, Element.COMMITMENT_FIRST_DAY),
        ({"has_section": False}, Element.SECTION),
        ({"handler": ""}, Element.HANDLER),
        ({"breach_liability": " "}, Element.BREACH_LIABILITY),
        ({"supervision": ""}, Element.SUPERVISION),
        ({"complaint_phone": ""}, Element.COMPLAINT_PHONE),
    ],
)
def test_a_commitment_asks_for_each(change, lacks):
    assert replace(COMMITMENT, **change).missing() == [lacks]


def test_a_list_without_commitments_is_not_complete():
    lacks = CommitmentList(**COMMON | {"legal_bases": 0}).missing()
    assert lacks == [Element.COMMITMENTS]
