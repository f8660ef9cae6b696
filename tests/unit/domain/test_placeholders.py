import pytest

from disclosure_plugin.domain.placeholders import Placeholder, find_placeholders


@pytest.mark.parametrize(
    "text",
    [
        "长3×5米", "使用taxx软件", "见《条例》（修订）", "二○○八年", "某一项", "待办事项", "Excel",
        "【通知】", "xml",
    ],
)  # fmt: skip
def test_ordinary_text_has_none(text):
    assert find_placeholders(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("××县公开网", ["××"]), ("党的xx大", ["xx"]), ("“xxxx”思想", ["xxxx"]), ("XX县", ["XX"]),
        ("20xx年工作", ["20xx"]), ("201x年", ["201x"]), ("X年X月X日", ["X", "X", "X"]),
        ("由某某负责", ["某某"]), ("某县", ["某"]), ("共＿＿人", ["＿＿"]),
        ("数据待补充", ["待补充"]),
        ("名称【 】和（）", ["【 】", "（）"]), ("建发〔  〕号", ["〔  〕"]), ("○○局", ["○○"]),
        ("ＸＸ单位", ["ＸＸ"]), ("×县", ["×"]), ("TODO", ["TODO"]),
    ],
)  # fmt: skip
def test_gaps_are_found(text, found):
    assert [gap.written for gap in find_placeholders(text)] == found


def test_place_and_words_around():
    assert find_placeholders("一二三四五六七八九十甲乙丙××县政府信息公开专栏首页上") == (
        Placeholder(13, 15, "××", "二三四五六七八九十甲乙丙", "县政府信息公开专栏首页上"),
    )
