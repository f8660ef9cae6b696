"""What was withdrawn or taken down, as a bureau's people do it."""

from __future__ import annotations

from disclosure_plugin.actions.removing import By, agree, ask_withdrawal, take_down
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.domain.removals import Basis
from disclosure_plugin.models import Removal

from .reviews import colleague


def editor() -> By:
    return By.account(colleague(EDITORS))


def reviewer() -> By:
    return By.account(colleague(REVIEWERS))


def chief() -> By:
    return By.account(colleague(ADMINISTRATORS))


def withdrawn(page, *, reason: str = "决定已被撤销。") -> Removal:
    asked = ask_withdrawal(page, basis=Basis.DECISION, reason=reason, by=editor())
    return agree(asked, by=chief())


def taken_down(page, *, basis: Basis = Basis.PRIVACY) -> Removal:
    return take_down(page, basis=basis, by=editor())
