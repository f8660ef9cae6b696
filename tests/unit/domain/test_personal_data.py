"""What is found in texts and tables, how it is shown, and what is let pass. Invented people."""

from datetime import date
from importlib.resources import files
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.bank_cards import luhn_holds
from disclosure_plugin.domain.masking import Keep, Masks
from disclosure_plugin.domain.personal_data import (
    MASKED_KINDS,
    Kind,
    Rules,
    Severity,
    Spot,
    mask_text,
    scan_table,
    scan_text,
)
from disclosure_plugin.domain.personal_data_lists import (
    Issuer,
    WrongColumns,
    WrongRow,
    read_lists,
)
from tests.corpus.people import Inventor

SHIPPED = (files("disclosure_plugin") / "data" / "personal_data.csv").read_text("utf-8")
RULES = Rules(
    lists=read_lists(SHIPPED),
    today=date(2026, 11, 26),
    allowed_numbers=["0871-6543 2100", "138 8888 8880"],
    wrong_words={"明执法": "文明执法", "权利和钱物": "权力和钱物"},
)
# There is no division 530199, so nobody has this number.
PERSON = "530199199003071234"


def test_known_heads_are_not_looked_for_in_the_rows():
    rows = [
        ["收费项目", "收费标准", "缴费人"],
        ["城市道路占用费", Inventor(Random(1), RULES.today).resident_id(), "占用道路的单位"],
        ["挖掘修复费", "按实际面积核定", "挖掘道路的单位"],  # words that heads have too
    ]
    assert [one.kind for one in scan_table(rows, RULES)] == []
    assert [one.kind for one in scan_table(rows, RULES, heads_known=True)] == [Kind.RESIDENT_ID]


def found(text):
    return [(one.kind, one.severity, one.masked) for one in scan_text(text, RULES)]


def kinds(text):
    return [one.kind for one in scan_text(text, RULES)]


def cells(*rows):
    return [
        (one.kind, one.severity, one.spot.row, one.spot.column_name, one.masked)
        for one in scan_table(rows, RULES)
    ]


@pytest.fixture(scope="module")
def valid_id():
    """Return an invented number whose check character was found by trying all of them."""
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    total = sum(weight * int(digit) for weight, digit in zip(weights, PERSON[:17], strict=True))
    [check] = [one for one in range(11) if (total + one) % 11 == 1]
    return PERSON[:17] + ("X" if check == 10 else str(check))


@pytest.mark.parametrize(
    "written",
    [
        "{id}", "身份证号：{id}", "（{id}）", "{a} {b} {c}", "{a}-{b}-{c}", "{a}\n{b}{c}",
        "ID:{id}", "张三{id}李四", "{id},13812345678", "5301{zero}{rest}", "身份证:{id}。",
        "编号 {id}", "“{id}”", "{id}.0",
    ],
)  # fmt: skip
def test_an_id_blocks_however_it_is_written(valid_id, written):
    text = written.format(
        id=valid_id, a=valid_id[:6], b=valid_id[6:14], c=valid_id[14:],
        zero="\u200b", rest=valid_id[4:],
    )  # fmt: skip
    assert (Kind.RESIDENT_ID, Severity.BLOCKS, f"53{'*' * 13}{valid_id[-3:]}") in found(text)


@pytest.mark.parametrize(
    "unseen", ["\u3164", "\uffa0", "\u2800", "\U000e0020", "\U000e0100", "\x01", "\x7f"]
)
def test_characters_that_nobody_sees_part_no_number(valid_id, unseen):
    assert kinds(unseen.join(valid_id)) == [Kind.RESIDENT_ID]


@pytest.mark.parametrize(
    "address",
    [
        "https://a.cn/%E5%90%8D%E5%8D%95{id}.pdf", "https://a.cn/%E8%BA%AB{id}", "/a%20{id}%20b",
        "https://a.cn/%C3%FB%B5%A5{id}", "https://a.cn/?%E8%AF%81%E4%BB%B6%E5%8F%B7%E7%A0%81={id}",
    ],
)  # fmt: skip
def test_an_address_is_read_as_its_reader_sees_it(valid_id, address):
    text = address.format(id=valid_id)
    [one] = scan_text(text, RULES)
    assert (one.kind, text[one.spot.start : one.spot.end]) == (Kind.RESIDENT_ID, valid_id)
    assert mask_text(text, RULES) == address.format(id=one.masked)


def test_what_an_address_writes_in_bytes_is_masked_whole():
    text = (
        "https://a.cn/?%E4%BD%8F%E5%9D%80:%E7%BF%A0%E5%B1%8F%E9%95%87%E5%8D%97%E8%A1%9712%E5%8F%B7"
    )
    assert mask_text(text, RULES) == "https://a.cn/?%E4%BD%8F%E5%9D%80:翠屏镇***"


@pytest.mark.parametrize("words", ["完成率99%", "5%20家", "100%85", "a%2", "%E5%90"])
def test_a_percentage_is_no_address(words):
    assert mask_text(words, RULES) == words


@pytest.mark.parametrize(
    "written",
    [
        "统一社会信用代码：{id}", "订单号{id}", "宗地代码 {id}", "项目编号：HT-{id}",
        "{id}GB00012",
        "不动产单元号:{id}", "{id}/2026-00012", "HT{id}", "业务流水号（{id}", "0{id}", "{id}7",
    ],
)  # fmt: skip
def test_the_same_digits_under_another_name_are_no_id(valid_id, written):
    assert Kind.RESIDENT_ID not in kinds(written.format(id=valid_id))


def test_an_id_with_a_wrong_check_character_is_looked_at_where_it_is_called_one(valid_id):
    wrong = valid_id[:-1] + ("1" if valid_id[-1] != "1" else "2")
    assert found(f"证件号码：{wrong}") == [
        (Kind.RESIDENT_ID, Severity.LOOK, f"53{'*' * 13}{wrong[-3:]}")
    ]
    assert found(wrong) == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("身份证号 530199900307123", Severity.BLOCKS),
        ("1 张三 530199900307123 翠屏镇", Severity.BLOCKS),
        ("序号 530199900307123", None),
        ("订单号 530199900307123", None),
        ("身份证号 530199901307123", None),
    ],
)
def test_an_old_id_has_no_check_so_something_must_say_that_it_is_one(text, severity):
    expected = [] if severity is None else [(Kind.RESIDENT_ID, severity, "53**********123")]
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("身份证号 530199199003071000", Severity.BLOCKS),
        ("5.30199199003071E+17", Severity.LOOK),
        ("身份证号：5.30199199003071E+17", Severity.BLOCKS),
        ("身份证号：5.30199E+17", Severity.LOOK),
        ("合计 5.30199E+17", None),
    ],
)
def test_what_a_spreadsheet_left_of_an_id(text, severity):
    assert [one[:2] for one in found(text)] == (
        [] if severity is None else [(Kind.RESIDENT_ID, severity)]
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13812345678", "138****5678"), ("１３８１２３４５６７８", "138****5678"),
        ("138 1234 5678", "138****5678"), ("138-1234-5678", "138****5678"),
        ("138 12345678", "138****5678"), ("+86 138-1234-5678", "138****5678"),
        ("0086 13812345678", "138****5678"), ("+8613812345678", "138****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "138****5678"), ("138\u200b12345678", "138****5678"),
        ("1.3812345678E+10", "138****5678"), ("13812345678.0", "138****5678"),
        ("Tel13812345678", "138****5678"), ("张三13812345678", "138****5678"),
    ],
)  # fmt: skip
def test_a_mobile_number_is_looked_at(text, masked):
    assert found(text) == [(Kind.MOBILE, Severity.LOOK, masked)]


def test_three_of_them_are_a_list():
    text = "13812345678、13912345678\n15012345678"
    assert [one[:2] for one in found(text)] == [(Kind.MOBILE, Severity.BLOCKS)] * 3


@pytest.mark.parametrize(
    "text",
    [
        "订单号：13812345678", "13812345678元", "￥13812345678", "13812345678.55", "HT13812345678",
        "13812345678A", "2026-138-1234-5678", "138 8888 8880", "13888888880", "12812345678",
        "138123456789", "合计13812345678平方米", "13.5 2026.11.26", "2026-11-26 13",
        "FW-13812345678",
        "138\n12345678", "8613812345678", "受理编号 13812345678", "11111111111",
    ],
)  # fmt: skip
def test_what_is_no_mobile_number_or_may_stand_there(text):
    assert Kind.MOBILE not in kinds(text)


def test_a_phone_of_the_bureau_is_let_pass_and_others_at_its_side_are_not():
    assert found("监督电话0871-65432100，13888888880；经办 13812345678") == [
        (Kind.MOBILE, Severity.LOOK, "138****5678")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6222021234567890128", [Severity.BLOCKS]),
        ("6222 0212 3456 7890 128", [Severity.BLOCKS]),
        ("6222-0212-3456-7890-128", [Severity.BLOCKS]),
        ("卡号：62220 21234567 890128", [Severity.BLOCKS]),
        ("银行卡号 6222021234567890129", [Severity.LOOK]),
        ("账号 6222021234567890000", [Severity.BLOCKS]),
        ("6.22202123456789E+18", [Severity.LOOK]),
        ("6222021234567890129", []),
        ("订单号 6222021234567890128", []),
        ("账号 4111111111111111", []),
        ("HT6222021234567890128", []),
        ("2020-620102-47-03-012345", []),
    ],
)  # fmt: skip
def test_bank_cards(text, expected):
    assert [(one.kind, one.severity) for one in scan_text(text, RULES)] == [
        (Kind.BANK_CARD, severity) for severity in expected
    ]


def test_a_list_is_found_cell_by_cell(valid_id):
    assert cells(
        ["云岭县公租房保障对象名单", "", "", "", "", ""],
        ["序号", "姓名", "身份证号", "联系电话", "家庭住址", "备注"],
        ["1", "张三", valid_id, "13812345678", "云岭县翠屏镇河东路8号", "患尿毒症"],
        ["2", "李四", f"{valid_id[:10]}\n{valid_id[10:]}", "0871-65432111", "河东村", "低保户"],
    ) == [
        (Kind.RESIDENT_ID, Severity.BLOCKS, 3, "身份证号", f"53{'*' * 13}{valid_id[-3:]}"),
        (Kind.MOBILE, Severity.BLOCKS, 3, "联系电话", "138****5678"),
        (Kind.HOME_ADDRESS, Severity.BLOCKS, 3, "家庭住址", "云岭县翠屏镇***"),
        (Kind.HEALTH, Severity.LOOK, 3, "备注", "尿毒症"),
        (Kind.RESIDENT_ID, Severity.BLOCKS, 4, "身份证号", f"53{'*' * 13}{valid_id[-3:]}"),
        (Kind.LANDLINE, Severity.LOOK, 4, "联系电话", "**********11"),
        (Kind.HARDSHIP, Severity.LOOK, 4, "备注", "低保户"),
    ]


def test_a_list_without_a_header_is_known_by_its_names():
    rows = [["张三", "530199900307123"], ["李四", "530199900307124"], ["王小五", "无"]]
    assert [one[:3] for one in cells(*rows)] == [
        (Kind.RESIDENT_ID, Severity.BLOCKS, 1),
        (Kind.RESIDENT_ID, Severity.BLOCKS, 2),
    ]


def test_offices_and_their_addresses_are_no_list_of_persons():
    assert (
        cells(
            ["单位名称", "办公电话", "办公地址"],
            ["住房和城乡建设局", "0871-65432111", "云岭县人民路8号"],
            ["财政局", "0871-65432112", "云岭县人民路9号附1号"],
            ["民政局", "0871-65432113", "云岭县人民路10号3楼301室"],
        )
        == []
    )


def test_a_header_of_two_rows_is_joined_and_found_below_a_title(valid_id):
    [one] = scan_table(
        [
            ["名单"],
            ["序号", "申请人", "", "备注"],
            ["", "姓名", "身份证号码", "备注"],
            ["1", "张三", valid_id],
        ],
        RULES,
    )
    assert (one.spot.row, one.spot.column, one.spot.column_name) == (4, 3, "身份证号码")


def test_where_in_a_text(valid_id):
    text = f"名单\n\n一、张\u200b三 {valid_id}"
    [one] = scan_text(text, RULES)
    assert one.spot == Spot(start=10, end=28, paragraph=3)
    assert text[10:28] == valid_id


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("家庭住址：云岭县翠屏镇河东路8号2幢301室", "云岭县翠屏镇***"),
        ("家住云岭县河东路8号", "云岭县***"),
        ("现住址:翠湖小区3栋2单元", "***"),
        ("张三户籍地云岭市东风街道办事处金碧路附12号", "云岭市东风街道办事处***"),
    ],
)
def test_an_address_is_kept_to_the_township(text, masked):
    assert found(text) == [(Kind.HOME_ADDRESS, Severity.LOOK, masked)]


@pytest.mark.parametrize(
    "text",
    [
        "单位地址：云岭县人民路8号", "建发〔2026〕12号", "项目位于翠湖路8号",
        "家庭住址：云岭县翠屏镇",
        "办公地址:云岭县翠屏镇人民路8号", "根据第711号令", "开标地点：公共资源交易中心3楼301室",
    ],
)  # fmt: skip
def test_what_is_no_home(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三，患尿毒症，生活困难。", [Kind.HEALTH]),
        ("李小四（肢体残疾）", [Kind.HEALTH]),
        ("低保户：王五、赵六", [Kind.HARDSHIP]),
        ("张三同志到会。会议强调做好低保户工作。", []),
        ("高度重视低保户和特困人员工作", []),
        ("关于残疾人两项补贴和大病救助的通知", []),
    ],
)
def test_words_on_health_and_hardship_beside_names(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("机密★10年", Severity.BLOCKS), ("绝　密", Severity.BLOCKS),
        ("密级：秘密", Severity.BLOCKS),
        ("关于工作的通知\n内部资料\n各股室", Severity.BLOCKS),
        ("（此件不予公开）", Severity.BLOCKS),
        ("公开属性：不予公开", Severity.BLOCKS), ("【内部使用，严禁外传】", Severity.BLOCKS),
        ("公开方式：依申请公开", Severity.LOOK), ("内部资料，注意保存", Severity.LOOK),
        ("国家秘密、商业秘密、个人隐私", None), ("涉及国家秘密的不予公开", None),
        ("加强内部控制和内部管理", None), ("密级：无", None), ("公开属性：主动公开", None),
        ("机密级以上计算机", None),
    ],
)  # fmt: skip
def test_secrecy_marks(text, severity):
    assert [(one.kind, one.severity) for one in scan_text(text, RULES)] == (
        [] if severity is None else [(Kind.SECRECY_MARK, severity)]
    )


def test_placeholders_and_wrong_words_but_no_masks():
    assert found("××县明执法，严格文明执法，138****1234") == [
        (Kind.PLACEHOLDER, Severity.LOOK, "××"),
        (Kind.WRONG_WORD, Severity.LOOK, "明执法"),
    ]


def test_the_mask_is_an_argument(valid_id):
    rules = Rules(RULES.lists, RULES.today, masks=Masks(resident_id=Keep(6, 0), mobile=Keep(8, 3)))
    assert mask_text(f"{valid_id} 13812345678", rules) == f"530199{'*' * 12} {'*' * 11}"


def test_a_masked_copy(valid_id):
    spaced = f"{valid_id[:6]} {valid_id[6:]}"
    text = f"张三，{spaced}，电话138\u200b12345678，卡号6222 0212 3456 7890 128。"
    assert mask_text(text, RULES) == (
        f"张三，53*************{valid_id[-3:]}，电话138****5678，卡号***************0128。"
    )


@given(
    st.text(alphabet="0123456789０１xX -.\n\u200bE+元号张三家住路镇：，", min_size=1, max_size=120)
)
def test_nothing_that_is_masked_is_found_again(text):
    masked = mask_text(text, RULES)
    assert [one for one in scan_text(masked, RULES) if one.kind in MASKED_KINDS] == []


def test_a_long_table_takes_time_that_grows_with_it(valid_id):
    rows = [["姓名", "身份证号"], *(["张三", valid_id] for _ in range(5000))]
    assert len(scan_table(rows, RULES)) == 5000


def test_the_shipped_lists():
    lists = RULES.lists
    assert len(lists.regions) == 35
    assert Issuer("62", frozenset({16, 17, 18, 19})) in lists.issuers
    assert "尿毒症" in lists.health
    assert "低保户" in lists.hardship
    assert {"王", "李", "张"} <= lists.surnames


HEADER = "list,value,lengths,meaning,source\n"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", WrongColumns),
        ("list,value\n", WrongColumns),
        (f"{HEADER}planet,1,,,x\n", WrongRow),
        (f"{HEADER}region,53,,云南省,\n", WrongRow),
        (f"{HEADER}region,53,,云南省\n", WrongRow),
        (f"{HEADER}card,62,,银联,x\n", WrongRow),
        (f"{HEADER}card,62,all,银联,x\n", WrongRow),
    ],
)
def test_lists_that_cannot_be_read(text, error):
    with pytest.raises(error):
        read_lists(text)


def running_numbers(valid_id, count):
    """Return numbers with the shape of an ID whose check character does not fit."""
    wrong = [sign for sign in "0123456789" if sign != valid_id[-1]]
    return [f"{valid_id[:-1]}{wrong[place % len(wrong)]}" for place in range(count)]


@pytest.mark.parametrize(("count", "expected"), [(4, 1), (5, 0)])
def test_what_passes_among_many_running_numbers_passes_by_chance(valid_id, count, expected):
    text = "\n".join([*running_numbers(valid_id, count), valid_id])
    assert len(scan_text(text, RULES)) == expected


@pytest.mark.parametrize("before", ["身份证号：", "张三，"])
def test_unless_a_label_or_a_name_says_otherwise(valid_id, before):
    text = "\n".join([*running_numbers(valid_id, 9), f"{before}{valid_id}"])
    assert [one.spot.paragraph for one in scan_text(text, RULES)] == [10]


def test_mobile_numbers_among_others_of_eleven_digits():
    others = "\n".join(f"2{number:010}" for number in range(5))
    assert kinds(f"{others}\n13812345678") == []
    assert kinds(f"{others}\n张三 13812345678") == [Kind.MOBILE]


@pytest.mark.parametrize("header", ["金额（元）", "决算数", "订单号", "总投资"])
def test_amounts_and_orders_in_a_table_are_no_phones(header):
    rows = [["项目名称", header], *([f"工程{place}", "13812345678"] for place in range(5))]
    assert cells(*rows) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云建罚决字〔2025〕第13812345678号", []),
        ("19865 923353", []),
        ("张三\n1381234\n5678", [(Kind.MOBILE, Severity.LOOK, "138****5678")]),
        ("6222021234567890\t138", []),
        ("卡号6222021234567890\n135 4892 2884", [
            (Kind.BANK_CARD, Severity.BLOCKS, "************7890"),
            (Kind.MOBILE, Severity.LOOK, "135****2884"),
        ]),
        ("6222 0212 3456 7890 128  138 1234 5678", [
            (Kind.BANK_CARD, Severity.BLOCKS, "***************0128"),
            (Kind.MOBILE, Severity.LOOK, "138****5678"),
        ]),
        ("6222021234567890128\n1 3 8 1 2 3 4 5 6 7 8", [
            (Kind.BANK_CARD, Severity.BLOCKS, "***************0128"),
            (Kind.MOBILE, Severity.LOOK, "138****5678"),
        ]),
    ],
)  # fmt: skip
def test_neighbours_are_not_drawn_together(text, expected):
    assert found(text) == expected


def test_a_number_over_two_lines_of_a_cell_is_read_whole():
    # Its first sixteen digits alone would be a card, too.
    first, second = "6222020000000007", "005"
    assert luhn_holds(first)
    rows = [["姓名", "卡号"], ["张三", f"{first}\n{second}"]]
    [one] = scan_table(rows, RULES)
    assert (one.spot.start, one.spot.end) == (0, 20)
