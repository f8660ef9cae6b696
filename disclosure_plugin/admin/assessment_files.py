"""An assessment as a workbook: result, criteria, every score, tasks, who signed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from disclosure_plugin.documents.workbooks import WrittenSheet, workbook_bytes
from disclosure_plugin.models import AssessmentSignature
from disclosure_plugin.models.assessments import WHOM


def result_bytes(
    result: dict[str, Any], *, state: str, signatures: Iterable[AssessmentSignature]
) -> bytes:
    """Write an assessment as an Excel file.

    Args:
        result: as :func:`disclosure_plugin.actions.assessments.result_of` returns it.
        state: how it stands, in words.
        signatures: in their order.
    """
    return workbook_bytes(
        [
            *_of_subjects(result["subjects"]),
            _criteria(result["criteria"]),
            _tasks(result["tasks"]),
            _signatures(signatures, state),
        ]
    )


def _of_subjects(subjects: list[dict[str, Any]]) -> list[WrittenSheet]:
    whom = dict(WHOM)
    kind, name = _("section or person"), pgettext("assessed", "name")
    post, criterion = pgettext("of a person", "post"), _("criterion")
    named = [([str(whom[one["kind"]]), one["name"]], one) for one in subjects]
    last = ("post", "total", "grade", "consequence")
    return [
        WrittenSheet(
            _("Result"),
            [kind, name, post, _("total"), _("grade"), _("reward or penalty")],
            [[*who, *(one[cell] for cell in last)] for who, one in named],
            widths=(12, 24, 16, 10, 12, 40),
        ),
        WrittenSheet(
            _("Means"),
            [kind, name, criterion, _("mean score")],
            [[*who, *mean] for who, one in named for mean in one["means"]],
            widths=(12, 24, 30, 12),
        ),
        WrittenSheet(
            _("Scores"),
            [kind, name, criterion, _("assessor"), _("score"), pgettext("of a score", "note")],
            [[*who, *row] for who, one in named for row in one["scores"]],
            widths=(12, 24, 30, 16, 8, 40),
        ),
    ]


def _criteria(criteria: list[dict[str, Any]]) -> WrittenSheet:
    whom = dict(WHOM)
    return WrittenSheet(
        _("Criteria"),
        [_("for whom"), _("criterion"), _("weight"), _("task it measures")],
        [[str(whom[one["of"]]), one["name"], one["weight"], one["task"]] for one in criteria],
        widths=(12, 30, 10, 60),
    )


def _tasks(tasks: list[dict[str, Any]]) -> WrittenSheet:
    return WrittenSheet(
        _("Tasks"),
        [
            pgettext("of an assessment", "task"),
            _("responsible section"),
            pgettext("task of a year", "due on"),
            pgettext("task of a year", "what became of it"),
        ],
        [[one["text"], one["section"], one["due_on"], one["outcome"]] for one in tasks],
        widths=(60, 20, 12, 60),
    )


def _signatures(signatures: Iterable[AssessmentSignature], state: str) -> WrittenSheet:
    post = pgettext("of a person", "post")
    return WrittenSheet(
        _("Signatures"),
        [_("signed by"), post, _("signed at"), _("SHA-256 of the content"), _("State")],
        [[one.name, one.post, _moment(one.at), one.sha256, state] for one in signatures]
        or [["", "", "", "", state]],
        widths=(20, 20, 18, 66, 20),
    )


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")
