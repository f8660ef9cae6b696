"""What the words before a value, or at the head of its column, say the value is.

The words are from memory of lists and notices; none of them is law.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

LABEL_REACH = 40  # characters before a value in which its label is looked for
HEADER_ROWS = 8  # below titles and notes of a list
HEADER_CELL = 16  # characters
ONLY_HEADER_CELL = 8  # characters of a header that stands alone

_END = r"(?:\([^()]{0,12}\))?[\s:\"'=(是为即]{0,4}$"
_NUMBER = r"(?:号码?|编号|编码|代码|账号|帐号)"


class Label(Enum):
    """What a value is said to be."""

    RESIDENT_ID = auto()
    CARD = auto()
    PHONE = auto()
    OFFICE_PHONE = auto()
    HOME_ADDRESS = auto()
    OTHER_ADDRESS = auto()
    OTHER_NUMBER = auto()


# Things that have a number of their own.
_THINGS = (
    "订单|流水|项目|工程|合同|协议|宗地|地块|地籍|图斑|不动产|单元|信用|机构|组织|索引|文件|批准|"
    "批复|备案|许可|发票|运单|快递|物流|招标|投标|采购|标段|批次|资产|设备|档案|案件|受理|办件|业务|"
    "登记|票据|凭证|条形?|商品|物资|产品|核准|证书|资格证|产权|使用权|工单|交易|税务|纳税人识别|计划|"
    "资金|指标|预算|事项|任务|监督|支付|缴款|通知书|回执|序列|施工|规划|验收"
)
_AMOUNT = (
    r"(?:金额|价款|价格|总价|造价|投资额?|预算数|决算数|资金|经费|面积|数量)(?:\((?:万|亿)?元\))?"
)
_HOME = "地址|住址|住所|住处|居住地|户籍地|户口地|户籍所在地|现住|家住"
# The first that fits decides.
_LABELS: Sequence[tuple[Label, str]] = (
    (Label.RESIDENT_ID, rf"(?:身份证|公民身份|证件|身份)(?:件|证)?{_NUMBER}|身份证件?"),
    (
        Label.CARD,
        r"(?:银行卡|一卡通|社保卡|储蓄卡|借记卡|存折|账户|帐户|账|帐|卡)(?:账户|帐户|账|帐|卡)?"
        r"(?:号码?|编号)|银行卡|银行账户|一卡通|存折",
    ),
    (
        Label.OFFICE_PHONE,
        r"(?:办公|监督|咨询|举报|投诉|单位|值班|服务|受理|公开|公司|企业|监管|报名|技术支持|经办|业务)"
        r"(?:部门|单位|室|人)?(?:联系)?(?:电话|热线|传真|手机)(?:号码?)?|热线|传真",
    ),
    (Label.PHONE, r"(?:电话|手机|联系方式)(?:号码|码|号)?|微信号?|(?i:tel|phone|mobile|mob)"),
    (
        Label.OTHER_ADDRESS,
        r"(?:单位|办公|项目|建设|工程|企业|公司|经营|注册|营业|机构|门店|店铺|开标|报名|现场|网络|网站|网|"
        r"施工|学校|医院)(?:详细)?(?:地址|地点|位置|住所)|坐落|地点|校址|厂址",
    ),
    (Label.HOME_ADDRESS, _HOME),
    (Label.OTHER_NUMBER, rf"(?:{_THINGS})(?:证|书|单|类)?的?{_NUMBER}|文号|案号|单号|编码|代码"),
    (Label.OTHER_NUMBER, _AMOUNT),
)
_BEFORE = tuple((label, re.compile(f"(?:{words}){_END}")) for label, words in _LABELS)
_COLUMN = tuple((label, re.compile(words)) for label, words in _LABELS)
_CODE = re.compile(r"[0-9A-Za-z/.-]{1,40}$")

PERSON = re.compile(
    r"姓\s*名|户主|申请人|监护人|家长|受益人|权利人|被征收人|户名|开户名|法定代表人|持证人|联系人|"
    r"负责人|领取人|当事人|学生|考生|^人员$|人员名单"
)
_HEADER_WORD = re.compile(
    rf"{PERSON.pattern}|人员|序号|编号|号码|身份|证件|电话|手机|联系方式|住址|地址|卡号|[账帐]号|备注|单位|"
    r"金额|日期|时间|名称|代码|编码|性别|年龄|类别|类型|村|社区|乡镇|面积|事项|内容|等级|情况|面积|户数"
)
_LONG_NUMBER = re.compile(r"[0-9]{5}")


def label_before(text: str, start: int) -> Label | None:
    """Return what the words before a value, in the same line, say it is; None if nothing.

    Letters, digits and hyphens that stand before it are passed over: they belong to one code.

    Args:
        text: a plain text.
        start: where the value begins.
    """
    before = text[max(0, start - LABEL_REACH) : start].rpartition("\n")[2]
    said = _label_at_end(before)
    if said is None and (code := _CODE.search(before)):
        return _label_at_end(before[: code.start()])
    return said


def _label_at_end(before: str) -> Label | None:
    return next((label for label, words in _BEFORE if words.search(before)), None)


def label_of_column(header: str) -> Label | None:
    """Return what a column's header says of its values; None if nothing."""
    name = "".join(header.split())
    return next((label for label, words in _COLUMN if words.search(name)), None)


def header_of(rows: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """Find the header of a table.

    Args:
        rows: the cells of each row, in plain characters.

    Returns:
        How many rows stand above the values, and the name of each column; names are empty where
        there is no header. A header of two rows is joined.
    """
    width = max((len(row) for row in rows), default=0)
    words = [_header_words(row) for row in rows[:HEADER_ROWS]]
    if not any(words):
        return 0, [""] * width
    first = max(range(len(words)), key=lambda place: (min(words[place], 2), -place))
    last = first + 1
    if last < len(words) and words[last] >= 2:
        last += 1
    names = [""] * width
    for row in rows[first:last]:
        for column, cell in enumerate(row):
            names[column] += "".join(cell.split())
    return last, names


def _header_words(row: Sequence[str]) -> int:
    if any(_LONG_NUMBER.search(cell) for cell in row):
        return 0
    filled = [name for cell in row if (name := "".join(cell.split()))]
    longest = HEADER_CELL if len(filled) > 1 else ONLY_HEADER_CELL
    return sum(1 for name in filled if len(name) <= longest and _HEADER_WORD.search(name))
