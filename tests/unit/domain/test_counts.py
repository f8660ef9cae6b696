"""Figures with the records they were counted from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.counts import (
    MOST_ROWS,
    Change,
    Counted,
    Difference,
    differences,
    fingerprint,
    kept,
)

RECORDS = [
    Counted("activity 2", date(2026, 6, 5), "安全生产月咨询", Decimal(600), "/admin/2/"),
    Counted("activity 1", date(2026, 3, 9), "送法进工地", Decimal(446), "/admin/1/"),
]


def test_a_figure_is_kept_with_its_rows_and_months():
    assert kept("宣传单", "份", RECORDS) == {
        "label": "宣传单",
        "unit": "份",
        "value": "1046",
        "records": 2,
        "sha256": fingerprint(RECORDS),
        "months": ["0", "0", "446", "0", "0", "600", "0", "0", "0", "0", "0", "0"],
        "rows": [
            {"on": "2026-03-09", "text": "送法进工地", "amount": "446"},
            {"on": "2026-06-05", "text": "安全生产月咨询", "amount": "600"},
        ],
    }


def test_no_record_is_a_figure_too():
    assert kept("公示", "次", [])["value"] == "0"
    assert kept("公示", "次", [])["rows"] == []


def test_very_many_records_are_kept_by_month():
    many = [Counted(f"r {n}", date(2026, 1 + n % 12, 1), "条") for n in range(MOST_ROWS + 1)]
    figure = kept("主动公开", "条", many)
    assert figure["rows"] == []
    assert sum(map(int, figure["months"])) == int(figure["value"]) == MOST_ROWS + 1
    assert len(kept("主动公开", "条", many[:-1])["rows"]) == MOST_ROWS


def test_the_hash_depends_on_records_and_not_on_their_order_or_address():
    moved = [Counted(one.key, one.on, one.text, one.amount, "/other/") for one in RECORDS[::-1]]
    assert fingerprint(moved) == fingerprint(RECORDS)
    for change in (
        {"key": "activity 3"},
        {"on": date(2026, 6, 6)},
        {"text": "别的"},
        {"amount": Decimal(601)},
    ):
        first = RECORDS[0]
        said = {"key": first.key, "on": first.on, "text": first.text, "amount": first.amount}
        assert fingerprint([Counted(**{**said, **change}), RECORDS[1]]) != fingerprint(RECORDS)


@given(
    st.lists(
        st.tuples(
            st.dates(date(2026, 1, 1), date(2026, 12, 31)),
            st.decimals(0, 10**6, places=2),
        ),
        max_size=30,
    )
)
def test_rows_and_months_sum_to_the_figure(records):
    figure = kept("某", "个", [Counted(str(n), on, "", amount) for n, (on, amount)
                             in enumerate(records)])  # fmt: skip
    total = sum((amount for _on, amount in records), Decimal(0))
    assert Decimal(figure["value"]) == total
    assert sum(map(Decimal, figure["months"])) == total
    assert sum((Decimal(row["amount"]) for row in figure["rows"]), Decimal(0)) == total


def test_differences_name_each_figure_that_is_not_what_it_was():
    before = {
        "same": kept("甲", "次", RECORDS),
        "sum": kept("乙", "次", RECORDS),
        "records": kept("丙", "次", [Counted("a", date(2026, 1, 1), "甲")]),
        "gone": kept("丁", "次", RECORDS),
    }
    after = {
        "same": before["same"],
        "sum": kept("乙", "次", RECORDS[:1]),
        "records": kept("丙", "次", [Counted("b", date(2026, 1, 1), "甲")]),
        "new": kept("戊", "次", []),
    }
    assert differences(before, after) == [
        Difference("sum", Change.VALUE, Decimal(1046), Decimal(600)),
        Difference("records", Change.RECORDS, Decimal(1), Decimal(1)),
        Difference("new", Change.NEW, None, Decimal(0)),
        Difference("gone", Change.GONE, Decimal(1046), None),
    ]
    assert differences(before, before) == []
