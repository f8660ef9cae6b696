"""How much of a text was taken over; two pairs that people have labelled."""

from __future__ import annotations

from importlib.resources import files

import pytest

from disclosure_plugin.domain.similarity import containment, pieces, resemblance, similarity
from disclosure_plugin.domain.summary_rules import read_rules

RULES = read_rules(
    (files("disclosure_plugin") / "data" / "summary_rules.json").read_text(encoding="utf-8")
)

LAST_YEAR = (
    "2025年，局党组每季度听取一次政务公开汇报，逐项核对公开事项标准目录，对没有按时公开的事项点名到股室。"
    "办公室每月第一个星期检查三处公开栏，拍照留存，发现缺页、旧版当天更换。"
    "窗口把施工许可、竣工验收、公租房申请三类事项的材料清单印成一页纸，群众来一次就能办完。"
    "全年组织业务培训4次，重点讲名单脱敏和公示期限怎样计算，请县司法局的同志讲了两个行政复议案例。"
    "在安全生产月和国家宪法日，到6个工地和集贸市场发放宣传单3260份，现场答复群众关于物业费和危房改造的问题。"
)
# The copy of a year later: years and numbers are new, a few words are turned.
COPIED = (
    "2026年，局党组每季度听取一次政务公开汇报，逐项核对公开事项标准目录，对没有按时公开的事项点名到股室。"
    "办公室每月第一个星期检查四处公开栏，拍照留存，发现缺页、旧版及时更换。"
    "窗口把施工许可、竣工验收、公租房申请三类事项的材料清单印成一页纸，群众来一次就能办完。"
    "今年组织业务培训5次，重点讲名单脱敏和公示期限怎样计算，请县司法局的同志讲了三个行政复议案例。"
    "在安全生产月和国家宪法日，到8个工地和集贸市场发放宣传单2046份，现场答复群众关于物业费和危房改造的问题。"
)
# The same matters in words of that year.
WRITTEN_ANEW = (
    "2026年把重点放在超期上。上半年有13条信息晚于20个工作日，主要是村镇建设股的验收表交得晚，"
    "五月起改为验收当日登记，下半年只有1条超期。"
    "公租房名单公示引来37个电话，多数人问为什么看不到全名，我们在名单下面加了一行说明，并在大厅放了对照办法。"
    "培训改在工地旁边的板房里开，项目经理带着问题来，讲施工许可变更怎样办，比在会议室讲效果好。"
    "老年人反映解读看不懂，三份补助解读录成方言，在赶集日用喇叭播放，张贴到十二个村的公示栏。"
)


def measured(now: str) -> int:
    measure = RULES.similarity
    return similarity(now, LAST_YEAR, method=measure.method, size=measure.size)


def test_a_copy_with_new_numbers_is_known_as_one():
    assert measured(COPIED) >= 85 > RULES.similarity.threshold


def test_the_same_matters_in_other_words_are_no_copy():
    assert measured(WRITTEN_ANEW) <= 15 < RULES.similarity.threshold


def test_numbers_marks_and_spaces_do_not_count():
    assert (
        similarity("全年 公开 432 条。", "全年公开，九百条", method="containment", size=2) == 100
    )


@pytest.mark.parametrize(
    ("now", "before", "contained", "alike"),
    [
        ("甲乙丙丁", "甲乙丙丁", 100, 100),
        ("甲乙丙丁", "戊己庚辛", 0, 0),
        ("甲乙丙", "甲乙丙丁戊", 100, 50),
        ("", "甲乙丙", 0, 0),
        ("甲乙丙", "", 0, 0),
        ("", "", 0, 0),
    ],
)
def test_two_methods(now, before, contained, alike):
    first, second = pieces(now, 2), pieces(before, 2)
    assert containment(first, second) == contained
    assert resemblance(first, second) == alike
