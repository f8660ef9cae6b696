"""The same figures by pandas, which shares no line with ours."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pandas as pd

from disclosure_plugin.domain.case_statistics import Period, assess, half_days, percent
from disclosure_plugin.domain.commitments import Commitment, Limit, Promise
from disclosure_plugin.domain.working_days import WorkingCalendar
from disclosure_plugin.domain.working_days_table import read_table

from .test_case_statistics import some_cases

TABLE = files("disclosure_plugin") / "data/working_days.csv"
PERIOD = Period(date(2026, 1, 1), date(2026, 12, 31))


def open_days() -> pd.DatetimeIndex:
    """The open days of two years, by the same table read by pandas."""
    rows = pd.read_csv(str(TABLE), parse_dates=["from", "to"])
    days = pd.date_range("2025-01-01", "2026-12-31")
    spoken = {
        kind: pd.DatetimeIndex(
            [day for row in some.itertuples() for day in pd.date_range(row[1], row[2])]
        )
        for kind, some in rows.groupby("kind")
    }
    weekdays = days[days.day_of_week < 5].difference(spoken["off"])
    return weekdays.union(days.intersection(spoken["work"]))


def by_pandas(cases, limit: int) -> pd.DataFrame:
    days = open_days()
    frame = pd.DataFrame(
        [
            (one.number, one.commitment, one.received, one.finished, list(one.pauses))
            for one in cases
        ],
        columns=["number", "code", "received", "finished", "pauses"],
    )
    frame["received"] = pd.to_datetime(frame["received"])
    frame["finished"] = pd.to_datetime(frame["finished"])
    end = pd.Timestamp(PERIOD.last)
    frame = frame[frame["received"] <= end].copy()

    def reckon(row: pd.Series) -> pd.Series:
        stands = pd.DatetimeIndex([]).append(
            [pd.date_range(pause.first, pause.last) for pause in row["pauses"]]
        )
        counted = days[days > row["received"]].difference(stands)
        until = end if pd.isna(row["finished"]) else min(row["finished"], end)
        took = int((counted <= until).sum())
        due = counted[limit - 1] if len(counted) >= limit else pd.NaT
        return pd.Series({"due": due, "took": took, "until": until})

    frame[["due", "took", "until"]] = frame.apply(reckon, axis=1)
    frame["broken"] = frame["until"] > frame["due"]
    done = frame["finished"].notna() & (frame["finished"] <= end)
    frame["decided"] = frame["finished"].where(~frame["broken"], frame["due"] + pd.Timedelta("1D"))
    frame = frame[frame["broken"] | done]
    frame = frame[frame["decided"] >= pd.Timestamp(PERIOD.first)]
    frame["month"] = frame["decided"].dt.strftime("%Y-%m")
    return frame


def test_the_figures_are_those_of_pandas():
    cases = some_cases(1000, seed=11)
    limit = Limit(5)
    promised = [Commitment(code, code, Promise(date(2025, 1, 1), limit)) for code in ("01", "02")]
    calendar = WorkingCalendar(read_table(TABLE.read_text("utf-8")))
    found = assess(cases, promised, calendar, PERIOD)
    frame = by_pandas(cases, limit.number)
    expected = frame.groupby(["code", "month"]).agg(
        kept=("broken", lambda column: int((~column).sum())),
        broken=("broken", "sum"),
        median=("took", "median"),
        worst=("took", "max"),
    )
    said = {
        (code, month): (
            tally.kept,
            tally.broken,
            float(half_days(tally.median)),
            tally.worst,
        )
        for code, account in found.accounts.items()
        for month, tally in account.months.items()
    }
    assert len(said) == 24
    assert said == {
        key: (int(row["kept"]), int(row["broken"]), float(row["median"]), int(row["worst"]))
        for key, row in expected.iterrows()
    }
    together = found.accounts["01"].total + found.accounts["02"].total
    assert together.handled == len(frame)
    assert percent(together.rate) == f"{100 * (1 - frame['broken'].mean()):.1f}%"
