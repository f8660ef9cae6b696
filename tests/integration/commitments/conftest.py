from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from disclosure_plugin.actions import case_import
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.domain.case_rows import HEADINGS
from tests.factories.pages import CommitmentListFactory, SectionFactory, commitment
from tests.factories.users import UserFactory


@pytest.fixture
def promised(jsj):
    """A public list: 01 promises 2 working days from 8 January on, 02 seven calendar days."""
    section = SectionFactory()
    return CommitmentListFactory(
        published=True,
        responsible_section=section,
        commitments=[
            commitment(section=section),
            commitment(
                section=section,
                code="02",
                text="路灯报修",
                statutory_days=None,
                promised_days=7,
                promised_unit="calendar",
                in_force_from=date(2026, 2, 1),
            ),
        ],
    )


@pytest.fixture
def keeper(jsj):
    return UserFactory(role=EDITORS)


def line(number: str, received: str, finished: str = "", **more: str) -> list[str]:
    said = {
        "办件编号": number,
        "承诺事项": "01",
        "受理日期": received,
        "应办结日期": "",
        "办结日期": finished,
        "暂停自": "",
        "暂停至": "",
    } | more
    return [said[heading] for heading in HEADINGS.values()]


def excel(*lines: list[str], headings: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "办件"
    for one in [list(headings or HEADINGS.values()), *lines]:
        book.active.append(one)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(*lines: list[str]) -> bytes:
    rows = [list(HEADINGS.values()), *lines]
    return "\r\n".join(",".join(row) for row in rows).encode("utf-8-sig")


def uploaded(data: bytes, keeper, name: str = "办件.xlsx"):
    """Upload a list and let the worker check it."""
    kept = case_import.upload(file_name=name, data=data, user=keeper)
    case_import.run_waiting()
    kept.refresh_from_db()
    return kept


def taken_in(data: bytes, keeper, name: str = "办件.xlsx"):
    """Upload a list, and take it in."""
    kept = uploaded(data, keeper, name)
    case_import.take_in(kept)
    case_import.run_waiting()
    kept.refresh_from_db()
    return kept
