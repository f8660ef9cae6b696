"""What the interface tells, as the dictionaries that its schemas describe."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from disclosure_plugin.domain.annual_report_form import CELLS, FORM
from disclosure_plugin.domain.annual_report_values import written
from disclosure_plugin.queries.boards import Board, ColumnRow
from disclosure_plugin.queries.commitments import CommitmentLine, Told, commitment_page
from disclosure_plugin.queries.open_data import Registered
from disclosure_plugin.queries.register import Scope
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.site.addresses import page_address
from disclosure_plugin.site.entry_links import with_links
from disclosure_plugin.site.feeds import feed_address
from disclosure_plugin.site.register_files import machine_row


def items(entries: list[RegisterEntry], scope: Scope) -> list[dict[str, Any]]:
    """Tell rows of the register, each with where its page is."""
    return [
        {**machine_row(entry, scope), "page_address": link}
        for entry, link in with_links(entries, scope)
    ]


def columns(board: Board) -> list[dict[str, Any]]:
    """Tell the columns of a board."""
    return [_column(board, row) for row in board.columns]


def _column(board: Board, row: ColumnRow) -> dict[str, Any]:
    page = row.page
    return {
        "short_id": page.slug,
        "title": page.title,
        "description": page.description,
        "board": board.page.title,
        "type": page.column_type,
        "update_rule": page.update_rule,
        "cycle_days": page.cycle_days,
        "items": row.items,
        "updated_at": _time(row.updated_at),
        "address": page_address(page),
        "atom": feed_address("atom.xml", page.slug),
        "json_feed": feed_address("feed.json", page.slug),
    }


def commitment_list(found: Registered) -> dict[str, Any]:
    """Tell a commitment list with what became of its promises."""
    shown = commitment_page(found.page)
    progress = shown.progress
    return {
        "number": found.number,
        "title": found.page.title,
        "address": page_address(found.page),
        "year": progress.year if progress else None,
        "first": _day(progress.first) if progress else None,
        "last": _day(progress.last) if progress else None,
        "quarters": [one.quarter for one in progress.quarters] if progress else [],
        "figures": _figures(progress.told) if progress else None,
        "commitments": [_commitment(line) for line in shown.lines],
    }


def _commitment(line: CommitmentLine) -> dict[str, Any]:
    row = line.row
    return {
        "code": row.code,
        "text": row.text,
        "basis": row.basis,
        "statutory_days": row.statutory_days,
        "statutory_unit": row.statutory_unit if row.statutory_days else None,
        "promised_days": row.promised_days,
        "promised_unit": row.promised_unit,
        "in_force_from": _day(row.in_force_from),
        "ended_on": _day(row.ended_on),
        "section": row.section.name,
        "complaint_phone": row.complaint_phone,
        "figures": _figures(line.told),
        "running": line.running,
    }


def _figures(told: Told | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "handled": told.tally.handled,
        "kept": told.tally.kept,
        "broken": told.tally.broken,
        "unfinished": told.tally.unfinished,
        "kept_percent": told.rate,
        "median_days": told.median,
    }


def report_line(found: Registered) -> dict[str, Any]:
    """Tell of an annual report which there is and where."""
    return {
        "year": found.page.year,
        "number": found.number,
        "title": found.page.title,
        "address": page_address(found.page),
        "first_published_at": _time(found.page.first_published_at),
    }


def report(found: Registered) -> dict[str, Any]:
    """Tell an annual report with the numbers of its three tables."""
    numbers = found.page.cells
    cells = [
        {
            "code": code,
            "table": cell.table,
            "name": cell.name,
            "value": written(numbers.get(code)),
        }
        for code, cell in CELLS.items()
    ]
    return {**report_line(found), "form": FORM, "cells": cells}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _time(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None
