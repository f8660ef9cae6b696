"""The panels of the board, and the boards that hang on walls."""

from sandbox.seed.parts import Place

from .names import HOUSING, OFFICE

PANELS = (
    ("approval", "建筑工程施工许可证核发"),
    ("approval", "商品房预售许可"),
    ("approval", "占用、挖掘城市道路审批"),
    ("penalty", "行政处罚程序"),
    ("penalty", "未取得施工许可证擅自施工的处罚"),
    ("fees", "收费项目和标准（2026年版）"),
    ("fees", "不收费事项清单"),
    ("site", "房屋建筑工程现场监理程序"),
    ("work-rules", "窗口和执法人员工作守则"),
    ("integrity", "工作人员“三不准”"),
)

PLACES = (
    Place(
        "大院门口公开栏",
        "board",
        "局大院门口东侧，玻璃橱窗六块",
        OFFICE,
        ("机构职能与负责人", "行政处罚程序与决定", "收费项目和标准", "工作守则与廉政准则"),
        posted=(
            "内设机构职能和联系电话",
            "行政处罚程序",
            "收费项目和标准（2026年版）",
            "窗口和执法人员工作守则",
        ),
    ),
    Place(
        "政务中心住建窗口屏",
        "screen",
        "县政务服务中心一楼大厅，3 号窗口上方",
        OFFICE,
        ("公示公告",),
    ),
    Place(
        "住房保障股明白纸",
        "hand-out",
        "局一楼 103 办公室",
        HOUSING,
        ("保障性住房",),
        posted=("公共租赁住房申请",),
    ),
)
