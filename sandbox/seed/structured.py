"""Turn the records of structured items into their pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractUser
from wagtail.models import Page

from disclosure_plugin import models
from disclosure_plugin.domain.register import Validity
from disclosure_plugin.domain.service_procedures import Fee as FeeKind
from disclosure_plugin.domain.service_procedures import Kind

from .files import form_document
from .parts import Fee, Item, Material, Penalty, Rule, Service, Step


def structured_page(item: Item, said: dict[str, Any], owner: AbstractUser) -> Page:
    """Return the page of a structured item.

    Args:
        item: the record; it has a structure.
        said: what pages of all types say, by field.
        owner: whose the files are.
    """
    structure = item.structure
    if isinstance(structure, Service):
        return _service(item, structure, said, owner)
    if isinstance(structure, Penalty):
        return _penalty(item, structure, said)
    if isinstance(structure, Rule):
        return _rule(item, structure, said)
    return _fees(item, structure or (), said)


def _service(
    item: Item, service: Service, said: dict[str, Any], owner: AbstractUser
) -> models.ServiceProcedurePage:
    standard = _titled(models.FeeStandardPage, service.fee_standard)
    return models.ServiceProcedurePage(
        **said,
        code=service.code,
        kind=Kind.PROMISED,
        for_individuals="individuals" in service.applicants,
        for_organisations="organisations" in service.applicants,
        statutory_days=service.statutory,
        promised_days=service.promised,
        visits=service.visits,
        fee=FeeKind.STANDARD if standard else FeeKind.NONE,
        fee_standard=standard,
        place=service.place,
        hours=service.hours,
        phone=service.phone,
        supervision_phone=service.supervision_phone,
        online_address=service.online_address,
        conditions=[models.ServiceCondition(text=text) for text in service.conditions],
        materials=[_material(one, owner) for one in service.materials],
        steps=[models.ServiceStep(**_step(one), counts=one.counts) for one in service.steps],
        legal_bases=[
            models.ServiceLegalBasis(title=law, article=article) for law, article in item.laws
        ],
    )


def _material(material: Material, owner: AbstractUser) -> models.ServiceMaterial:
    form = material.empty_form
    return models.ServiceMaterial(
        name=material.name,
        form=material.form,
        number=material.number,
        note=material.note,
        is_required=material.is_required,
        document=form_document(form, owner) if form else None,
    )


def _step(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "responsible": step.responsible,
        "note": step.note,
        "number": None if step.number is None else Decimal(str(step.number)),
        "unit": step.unit,
    }


def _fees(item: Item, fees: tuple[Fee, ...], said: dict[str, Any]) -> models.FeeStandardPage:
    return models.FeeStandardPage(
        **said,
        fees=[
            models.FeeItem(
                item=one.item,
                standard=one.standard,
                unit=one.unit,
                payer=one.payer,
                basis=one.basis,
                in_force_from=one.first,
                in_force_to=one.last,
            )
            for one in fees
        ],
        legal_bases=[
            models.FeeLegalBasis(title=law, article=article) for law, article in item.laws
        ],
    )


def _penalty(item: Item, penalty: Penalty, said: dict[str, Any]) -> models.PenaltyProcedurePage:
    return models.PenaltyProcedurePage(
        **said,
        unlawful_act=penalty.unlawful_act,
        reconsideration=penalty.reconsideration,
        litigation=penalty.litigation,
        steps=[models.PenaltyStep(**_step(one)) for one in penalty.steps],
        discretion=[
            models.PenaltyDiscretion(degree=degree, circumstance=circumstance, measure=measure)
            for degree, circumstance, measure in penalty.discretion
        ],
        legal_bases=[
            models.PenaltyLegalBasis(title=law, article=article) for law, article in item.laws
        ],
    )


def _rule(item: Item, rule: Rule, said: dict[str, Any]) -> models.RuleDocumentPage:
    ended_on, reason = rule.repealed or (None, "")
    return models.RuleDocumentPage(
        **said,
        document_number=rule.number,
        issuing_body=models.BureauSettings.objects.get().bureau_name,
        issued_on=rule.issued,
        in_force_from=rule.first,
        ended_on=ended_on,
        end_reason=reason,
        validity=Validity.REPEALED if rule.repealed else Validity.VALID,
        legal_bases=[
            models.RuleDocumentLegalBasis(title=law, article=article) for law, article in item.laws
        ],
    )


def interpreted(item: Item) -> Page | None:
    """Return the page of the document that an item explains."""
    return _titled(models.RuleDocumentPage, item.interprets)


def _titled(model: type[Page], title: str) -> Page | None:
    return Page.objects.get(pk=model.objects.get(title=title).pk) if title else None
