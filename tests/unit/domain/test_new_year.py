"""A year in a text is moved on in the form in which it is written, and nothing else is."""

import pytest

from disclosure_plugin.domain.new_year import mentions, moved_on


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("2025年政务公开工作总结", "2026年政务公开工作总结"),
        ("２０２５年度收费目录", "２０２６年度收费目录"),
        ("二〇二五年服务承诺", "二〇二六年服务承诺"),
        ("二○二五年、二零二五年", "二○二六年、二零二六年"),
        ("云住建发〔2025〕12号", "云住建发〔2026〕12号"),
        ("电话0890-20251234，12025条", "电话0890-20251234，12025条"),
        ("2024年和2026年", "2024年和2026年"),
        ("一二〇二五", "一二〇二五"),
    ],
)
def test_the_year_is_moved_on_in_its_own_form(text, moved):
    assert moved_on(text, year=2025, to=2026) == moved


def test_over_the_end_of_a_decade():
    assert moved_on("2029年、二〇二九年", year=2029, to=2030) == "2030年、二〇三〇年"


def test_how_often_a_text_names_a_year():
    assert mentions("2025年，二〇二五年，20251234", 2025) == 2
