"""Pages as a bureau's editors leave them; traits say in which state."""

from __future__ import annotations

from datetime import date

import factory
from wagtail.models import Page, PageViewRestriction

from disclosure_plugin import models
from disclosure_plugin.domain.register import Category

from .reviews import publish


class PageFactory(factory.django.DjangoModelFactory):
    """Adds the page below ``parent`` as a draft; ``published=True`` publishes it,
    what is disclosed by a review.
    ``restriction`` has the fields of a view restriction, made before.
    """

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent: Page | None = None, published=False, **kwargs):
        restriction = kwargs.pop("restriction", None)
        page = model_class(live=False, **kwargs)
        (parent or models.BureauHomePage.objects.get()).add_child(instance=page)
        if restriction:
            PageViewRestriction.objects.create(page=page, **restriction)
        if published and isinstance(page, models.DisclosedMixin):
            publish(page)
        elif published:
            page.save_revision().publish()
            page.refresh_from_db()
        else:
            page.save_revision()
        return page


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Section
        django_get_or_create = ["name"]

    name = "建筑业管理股"
    phone = "6121935"


class BoardFactory(PageFactory):
    class Meta:
        model = models.DisclosureBoardPage

    title = "政务公开栏"
    published = True


class ColumnFactory(PageFactory):
    class Meta:
        model = models.DisclosureColumnPage

    title = "收费项目和标准"
    description = "收费项目、标准、依据"
    published = True


class ItemFactory(PageFactory):
    class Meta:
        model = models.DisclosureItemPage

    title = factory.Sequence(lambda n: f"收费标准第{n}号")
    abstract = "城市道路占用费的收费标准和依据。"
    formed_on = date(2026, 11, 2)
    category = Category.FEES
    responsible_section = factory.SubFactory(SectionFactory)
    body = factory.LazyFunction(lambda: [("text", "<p>占用城市道路按面积和天数收费。</p>")])

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        parent = parent or ColumnFactory(parent=BoardFactory())
        return super()._create(model_class, *args, parent=parent, **kwargs)


class CommitmentListFactory(PageFactory):
    class Meta:
        model = models.CommitmentListPage

    title = "服务承诺"
    abstract = "本局向社会公开承诺的办理时限。"
    formed_on = date(2026, 1, 8)
    category = Category.LICENCES
    responsible_section = factory.SubFactory(SectionFactory)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs["commitments"] = [
            models.Commitment(
                text="建筑工程施工许可",
                section=kwargs["responsible_section"],
                statutory_days=7,
                promised_days=2,
                breach_liability="三个工作日内书面说明。",
                complaint_phone="6121971",
            )
        ]
        return super()._create(model_class, *args, **kwargs)


class SummaryFactory(PageFactory):
    class Meta:
        model = models.AnnualSummaryPage

    title = factory.LazyAttribute(lambda page: f"{page.year}年政务公开工作总结")
    year = 2025
    abstract = "全年政务公开工作情况。"
    formed_on = date(2026, 1, 12)
    category = Category.OTHER
    responsible_section = factory.SubFactory(SectionFactory)
    sections = factory.LazyFunction(
        lambda: [
            (
                "section",
                {
                    "marker": "一、",
                    "heading": "组织领导",
                    "body": "<p>调整领导小组。</p>",
                    "parts": [],
                },
            )
        ]
    )
