"""Lists of persons whom nobody is, as editors put them into a page or a file."""

from __future__ import annotations

import random
from datetime import date

from tests.corpus.people import Inventor

HEADS = ["序号", "姓名", "身份证号", "联系电话", "家庭住址"]
NAMES = ("王小明", "李建国", "张秀兰", "陈志强", "杨红梅")


def people(count: int = 3, seed: int = 1) -> list[list[str]]:
    """Return rows of a list of persons: number, name, resident ID, mobile, address."""
    inventor = Inventor(random.Random(seed), date(2026, 1, 1))
    return [
        [
            str(number + 1),
            NAMES[number % len(NAMES)],
            inventor.resident_id(),
            f"138{number:04}{5670 + number}",
            f"青山乡和平路{number + 1}号2幢3室",
        ]
        for number in range(count)
    ]


def values(rows: list[list[str]]) -> list[str]:
    """Return what of a list must not be public."""
    return [cell for row in rows for cell in (row[2], row[3], row[4].removeprefix("青山乡"))]


def table_block(rows: list[list[str]]) -> tuple[str, dict]:
    """Return a block of a body with a list of persons."""
    return "table", {
        "columns": [{"type": "text", "heading": head} for head in HEADS],
        "rows": [{"values": row} for row in rows],
        "caption": "公示名单",
    }
