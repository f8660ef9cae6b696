"""Pages as a bureau's editors leave them; traits say in which state."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from wagtail.models import Page, PageViewRestriction

from disclosure_plugin import models
from disclosure_plugin.domain.annual_report_values import to_json
from disclosure_plugin.domain.register import Category

from .annual_reports import small_report
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


class NoticeFactory(PageFactory):
    """A notice; its matter has no shortest period."""

    class Meta:
        model = models.DisclosureNoticePage

    title = factory.Sequence(lambda n: f"第{n}批公共租赁住房保障对象公示")
    abstract = "经审核符合条件的保障对象名单。"
    formed_on = date(2026, 11, 13)
    category = Category.WELFARE
    responsible_section = factory.SubFactory(SectionFactory)
    matter = "other"
    matter_name = "其他公示"
    days = 7
    unit = "working"
    accepted_by = "住房保障股"
    objection_phone = "0890-6121952"
    objection_address = "云岭县翠屏路18号"
    supervision_phone = "0890-6121971"
    body = factory.LazyFunction(lambda: [("text", "<p>下列家庭符合条件，现予公示。</p>")])

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        parent = parent or ColumnFactory(parent=BoardFactory())
        return super()._create(model_class, *args, parent=parent, **kwargs)


class _StructuredFactory(PageFactory):
    """A structured item that lacks nothing; its traits take something away or add it."""

    class Meta:
        abstract = True

    abstract = "写明依据、条件、程序和救济途径。"
    formed_on = date(2026, 11, 2)
    responsible_section = factory.SubFactory(SectionFactory)

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        parent = parent or ColumnFactory(parent=BoardFactory())
        return super()._create(model_class, *args, parent=parent, **kwargs)


def _service_steps() -> list[models.ServiceStep]:
    return [
        models.ServiceStep(
            name="申请", responsible="申请人", number=None, counts=False, note="网上或者窗口提交。"
        ),
        models.ServiceStep(name="受理", responsible="窗口受理岗", unit="at once"),
        models.ServiceStep(
            name="审查", responsible="审查岗", number=Decimal("1.5"), note="核对资金落实情况。"
        ),
        models.ServiceStep(name="决定", responsible="分管副局长", number=Decimal("0.5")),
    ]


class ServiceProcedureFactory(_StructuredFactory):
    """``on_the_spot`` promises no days; ``charged`` costs what a page says (``fee_standard``)."""

    class Meta:
        model = models.ServiceProcedurePage

    class Params:
        on_the_spot = factory.Trait(kind="spot", statutory_days=None, promised_days=None)
        charged = factory.Trait(fee="standard")

    title = factory.Sequence(lambda n: f"建筑工程施工许可证核发之{n}")
    category = Category.LICENCES
    code = "539900-0117-003"
    kind = "promised"
    for_organisations = True
    statutory_days = 7
    promised_days = 2
    visits = 0
    fee = "none"
    place = "县政务服务中心3号窗口"
    hours = "工作日8:30—11:30，14:30—17:30"
    phone = "0890-6121935"
    supervision_phone = "0890-6121971"
    online_address = "https://zwfw.yunling.example/0117"
    conditions = factory.LazyFunction(
        lambda: [
            models.ServiceCondition(text="已经取得建设工程规划许可证"),
            models.ServiceCondition(text="已经确定施工企业"),
        ]
    )
    materials = factory.LazyFunction(
        lambda: [
            models.ServiceMaterial(name="施工许可证申请表", form="electronic", number=1),
            models.ServiceMaterial(
                name="委托书", form="original", number=1, is_required=False, note="委托他人办理的"
            ),
        ]
    )
    steps = factory.LazyFunction(_service_steps)
    legal_bases = factory.LazyFunction(
        lambda: [models.ServiceLegalBasis(title="《中华人民共和国建筑法》", article="第七条")]
    )


class FeeStandardFactory(_StructuredFactory):
    class Meta:
        model = models.FeeStandardPage

    title = factory.Sequence(lambda n: f"城市道路占用费标准之{n}")
    category = Category.FEES
    legal_bases = factory.LazyFunction(
        lambda: [models.FeeLegalBasis(title="《城市道路管理条例》", article="第三十七条")]
    )
    fees = factory.LazyFunction(
        lambda: [
            models.FeeItem(
                item="城市道路占用费",
                standard="0.60",
                unit="元／平方米·日",
                payer="占用道路的单位和个人",
                basis="《城市道路管理条例》第三十七条",
                in_force_from=date(2026, 1, 1),
            ),
            models.FeeItem(
                item="挖掘修复费",
                standard="按实际面积核定",
                payer="挖掘道路的单位",
                basis="《城市道路管理条例》第三十七条",
                in_force_from=date(2026, 1, 1),
                in_force_to=date(2027, 12, 31),
            ),
        ]
    )


class PenaltyProcedureFactory(_StructuredFactory):
    class Meta:
        model = models.PenaltyProcedurePage

    title = factory.Sequence(lambda n: f"未取得施工许可证擅自施工的处罚之{n}")
    category = Category.PENALTIES
    unlawful_act = "未取得施工许可证擅自施工"
    reconsideration = "可以依法向县人民政府申请行政复议。"
    litigation = "可以依法向人民法院提起行政诉讼。"
    steps = factory.LazyFunction(
        lambda: [
            models.PenaltyStep(name="立案", responsible="执法大队", note="填写立案审批表。"),
            models.PenaltyStep(name="调查", responsible="执法人员两人以上"),
            models.PenaltyStep(name="决定", responsible="局长办公会", number=Decimal(3)),
        ]
    )
    discretion = factory.LazyFunction(
        lambda: [
            models.PenaltyDiscretion(
                degree="轻微", circumstance="主动停工并补办", measure="责令改正"
            ),
            models.PenaltyDiscretion(
                degree="严重", circumstance="拒不停工", measure="责令停止施工，并处罚款"
            ),
        ]
    )
    legal_bases = factory.LazyFunction(
        lambda: [models.PenaltyLegalBasis(title="《建设工程质量管理条例》", article="第五十七条")]
    )


class RuleDocumentFactory(_StructuredFactory):
    """``repealed`` no longer holds."""

    class Meta:
        model = models.RuleDocumentPage

    class Params:
        repealed = factory.Trait(
            validity="repealed", ended_on=date(2026, 10, 1), end_reason="被云住建规〔2026〕2号废止"
        )

    title = factory.Sequence(lambda n: f"云岭县城市道路占用管理规定之{n}")
    category = Category.RULES
    document_number = "云住建规〔2026〕1号"
    issuing_body = "云岭县住房和城乡建设局"
    issued_on = date(2026, 2, 2)
    in_force_from = date(2026, 3, 1)
    legal_bases = factory.LazyFunction(
        lambda: [models.RuleDocumentLegalBasis(title="《城市道路管理条例》", article="第三条")]
    )
    body = factory.LazyFunction(lambda: [("text", "<p>第一条 占用道路应当先申请。</p>")])


def _finance_lines() -> list[models.FinanceLine]:
    """A month whose sums add up."""
    figures = [
        ("expenditure", "支出合计", "", "5000.00", "4650.50", "4200.00", "用车次数增加"),
        ("reception", "公务接待费", "expenditure", "1000.00", "650.50", "700.00", "减少接待批次"),
        ("travel", "差旅费", "expenditure", "4000.00", "4000.00", "3500.00", "下乡检查增加"),
    ]
    return [
        models.FinanceLine(
            code=code,
            name=name,
            part_of=part_of,
            is_always_explained=code == "reception",
            budget=Decimal(budget),
            actual=Decimal(actual),
            last_year=Decimal(last_year),
            reason=reason,
        )
        for code, name, part_of, budget, actual, last_year, reason in figures
    ]


class FinanceStatementFactory(_StructuredFactory):
    """January 2026, in yuan, for this bureau's staff; ``public`` is for everybody."""

    class Meta:
        model = models.FinanceStatementPage

    class Params:
        public = factory.Trait(audience="public")

    title = factory.LazyAttribute(lambda page: f"{page.year}年{page.month}月财务收支情况")
    category = Category.OTHER
    year = 2026
    month = 1
    lines = factory.LazyFunction(_finance_lines)


class InternalMatterFactory(_StructuredFactory):
    """Reimbursement, for this bureau's staff; ``public`` is for everybody."""

    class Meta:
        model = models.InternalMatterPage

    class Params:
        public = factory.Trait(audience="public")
        pay = factory.Trait(
            kind="pay",
            rows=factory.LazyFunction(
                lambda: [models.MatterRow(subject="村镇建设股副股长", before="七级", after="六级")]
            ),
            legal_bases=factory.LazyFunction(
                lambda: [models.MatterLegalBasis(title="云人社〔2026〕8号")]
            ),
        )

    title = factory.Sequence(lambda n: f"差旅费报销情况之{n}")
    category = Category.OTHER
    kind = "reimbursement"
    period_from = date(2026, 10, 1)
    period_to = date(2026, 10, 31)
    rows = factory.LazyFunction(
        lambda: [
            models.MatterRow(
                subject="村镇建设股",
                matter="下乡验收危房改造",
                amount=Decimal("1280.50"),
                approved_by="分管副局长",
            ),
            models.MatterRow(
                subject="质量安全监督站",
                matter="工地检查",
                amount=Decimal("360.00"),
                approved_by="分管副局长",
            ),
        ]
    )


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
        kwargs.setdefault("commitments", [commitment(section=kwargs["responsible_section"])])
        return super()._create(model_class, *args, **kwargs)


def commitment(**changes) -> models.Commitment:
    """One commitment that says everything; ``section`` is to be given."""
    said = {
        "code": "01",
        "text": "建筑工程施工许可",
        "basis": "《建筑法》第八条",
        "conditions": "已经办理用地批准手续，有满足施工需要的图纸。",
        "procedure": "窗口受理，科室审查，分管领导签发。",
        "fee": "不收费",
        "handler": "建筑业管理股股长",
        "statutory_days": 7,
        "promised_days": 2,
        "in_force_from": date(2026, 1, 8),
        "breach_liability": "三个工作日内书面说明。",
        "supervision": "局办公室每季度抽查，结果在本页公布。",
        "complaint_phone": "6121971",
    }
    said |= changes
    return models.Commitment(**{"sort_order": int(said["code"]), **said})


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


class AnnualReportFactory(PageFactory):
    """A report that adds up; ``numbers`` are its tables."""

    class Meta:
        model = models.AnnualReportPage

    title = factory.LazyAttribute(lambda page: f"{page.year}年政府信息公开工作年度报告")
    year = 2025
    abstract = "全年主动公开、依申请公开和复议诉讼情况。"
    formed_on = date(2026, 1, 12)
    category = Category.OTHER
    responsible_section = factory.SubFactory(SectionFactory)
    introduction = "<p>本报告依据《政府信息公开条例》编制。</p>"
    overview = (
        "<h3>（一）主动公开</h3><p>按目录主动公开。</p><h3>（二）依申请公开</h3>"
        "<p>收到公开申请17件，上年结转1件，结转下年度2件。</p><h3>（三）政府信息管理</h3>"
        "<p>清理规范性文件。</p><h3>（四）平台建设</h3><p>平台运行正常。</p>"
        "<h3>（五）监督保障</h3><p>开展培训。</p>"
    )
    problems = "<ul><li>更新不够及时。</li><li>解读形式单一。</li></ul>"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs["tables"] = to_json(kwargs.pop("numbers", None) or small_report())
        return super()._create(model_class, *args, **kwargs)


class StaffListFactory(PageFactory):
    """One leader and one card; the card's person heads the section."""

    class Meta:
        model = models.StaffListPage

    title = "领导小组和工作人员"
    abstract = "谁负责什么，窗口上有谁。"
    formed_on = date(2026, 9, 1)
    category = Category.ORGANISATION
    responsible_section = factory.SubFactory(SectionFactory)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs.setdefault(
            "group",
            [
                models.GroupMember(
                    role="head", name="孙建华", post="局长", answers_for="负总责，分管办公室。"
                )
            ],
        )
        kwargs.setdefault(
            "staff",
            [
                models.StaffCard(
                    name="王芳",
                    post="股长",
                    section=kwargs["responsible_section"],
                    heads_section=True,
                    number="YL-0012",
                    duties="施工许可的受理和审查。",
                )
            ],
        )
        return super()._create(model_class, *args, **kwargs)
