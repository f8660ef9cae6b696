"""A frozen quarter as it is kept, without the cases that it was reckoned from."""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.models import CaseAssessment, ShownAssessment

from .reviews import colleague

INPUTS = b"assessment of commitments 1\nperiod\t2026-01-01\t2026-03-31\n"


def show_a_quarter(page: Any) -> CaseAssessment:
    """Freeze a quarter of a public list and name it in the list, which is not saved.

    Of the first commitment four promises were broken; of the second 24, too many to be drawn.
    """
    counts = [(83, 4, {"2": 83, "9": 4}), (1251, 24, {"5": 1251, "31": 24})]
    kept = CaseAssessment.objects.create(
        page_id=page.pk,
        year=2026,
        quarter=1,
        version=1,
        figures={
            "first": "2026-01-01",
            "last": "2026-03-31",
            "commitments": [
                _said(row, kept=kept, broken=broken, days=days)
                for row, (kept, broken, days) in zip(page.commitments.all(), counts, strict=False)
            ],
        },
        inputs=zlib.compress(INPUTS),
        sha256=hashlib.sha256(INPUTS).hexdigest(),
        frozen_by=colleague(EDITORS),
        by_name="王芳",
    )
    page.assessments.add(ShownAssessment(assessment=kept))
    return kept


def _said(row: Any, *, kept: int, broken: int, days: dict[str, int]) -> dict[str, Any]:
    month = {"kept": kept, "broken": broken, "unfinished": 1, "days": days}
    return {
        "code": row.code,
        "text": row.text,
        "running": 3,
        "without_promise": 0,
        "months": {"2026-03": month},
    }
