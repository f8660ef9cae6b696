"""云岭县住房和城乡建设局: the fullest of the bureaus."""

from sandbox.seed.content.contacts import COMMON
from sandbox.seed.content.reports import JSJ
from sandbox.seed.parts import Bureau, Section, Task

from .accounts import ACCOUNTS
from .activities import ACTIVITIES
from .activities import SUMMARY as BEGUN_SUMMARY
from .board import PANELS, PLACES
from .columns import COLUMNS
from .commitments import COMMITMENTS
from .internal import INTERNAL
from .names import (
    BUILDING,
    HOUSING,
    LAW,
    MARKET,
    MUNICIPAL,
    OFFICE,
    RENEWAL,
    SAFETY,
    VILLAGES,
)
from .people import STAFF
from .summary import SUMMARY

BUREAU = Bureau(
    code="jsj",
    social_credit_code="115399990150001022",
    name="云岭县住房和城乡建设局",
    contacts={
        **COMMON,
        "seal_text": "云岭住建",
        "report_phone": "6121971",
        "window_place": "县政务服务中心 3 号窗口",
        "report_box_place": "局大院门口东侧",
        "office_name": "云岭县住房和城乡建设局办公室",
        "office_address": "云岭县翠屏路 18 号",
        "office_phone": "0890-6121900",
        "office_fax": "0890-6121901",
        "office_email": "zjj@yunling.example",
    },
    introduction="住房保障、城市建设、村镇建设、工程质量安全：依据、条件、程序、收费和结果都公开在这里。",
    people=("周明远", "王芳", "李国栋"),
    sections=(
        Section(OFFICE, "6121900", "文电、财务、信访接待；承担政府信息公开日常工作。", "201"),
        Section(BUILDING, "6121935", "施工许可、竣工验收备案、建筑市场管理。", "203"),
        Section(MARKET, "6121936", "商品房预售、物业管理、住宅专项维修资金。", "205"),
        Section(HOUSING, "6121937", "公共租赁住房的申请、审核、配租和租赁补贴。", "103"),
        Section(VILLAGES, "6121938", "农村危房改造、传统村落保护、乡村建设。", "207"),
        Section(RENEWAL, "6121939", "城镇老旧小区改造、房屋征收与补偿。", "209"),
        Section(MUNICIPAL, "6121940", "供水、燃气、路灯、道路占用挖掘、排水。", "105"),
        Section(SAFETY, "6121941", "在建工程质量和施工安全监督。", "301"),
        Section(LAW, "6121942", "行政处罚的法制审核、听证、行政复议和应诉。", "303"),
    ),
    board_introduction="实物公开栏在局大院门口东侧，内容与网页一致。",
    columns=COLUMNS,
    catalogues=("construction", "general"),
    staff=STAFF,
    panels=PANELS,
    places=PLACES,
    commitments=COMMITMENTS,
    summary=SUMMARY,
    internal=INTERNAL,
    accounts=ACCOUNTS,
    reports=JSJ,
    activities=ACTIVITIES,
    begun_summary=BEGUN_SUMMARY,
    tasks=(
        Task("公共租赁住房申请", "申请公共租赁住房", "20 个工作日"),
        Task("农村危房改造补助申请", "农村危房改造补助", "15 个工作日"),
        Task("路灯、井盖、路面报修", "报修路灯、井盖、路面", "24 小时到场"),
        Task("住宅专项维修资金使用审核", "使用住宅专项维修资金", "5 个工作日"),
        Task("建筑工程施工许可证核发", "办建筑工程施工许可证", "2 个工作日"),
        Task("收费项目和标准（2026年版）", "查收费项目和标准", "3 项"),
    ),
)
