import pytest

from disclosure_plugin.domain.numerals import parse_chinese, to_half_width


@pytest.mark.parametrize(
    "written", ["", "千", "万", "百", "十十", "二二十", "三三百", "一a", "亿"]
)
def test_what_is_no_number(written):
    assert parse_chinese(written) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("〇", 0), ("一", 1), ("两", 2), ("十", 10), ("十一", 11), ("二十", 20), ("二十一", 21),
        ("一百零五", 105), ("一百一十", 110), ("两千三百", 2300), ("三万", 30_000),
        ("一亿二千万", 120_000_000), ("三万亿", 3 * 10**12), ("二〇一三", 2013), ("二○二六", 2026),
    ],
)  # fmt: skip
def test_values(written, value):
    assert parse_chinese(written) == value


def test_half_width_keeps_the_length():
    assert to_half_width("１２．５％：") == "12.5%:"
