"""What a bureau's home page says at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from .disclosed_pages import commitment_lists, disclosed_pages


@dataclass(frozen=True)
class Task:
    """One of the things people come for."""

    page: Page
    label: str
    note: str


@dataclass(frozen=True)
class CommitmentGlance:
    """A commitment list in one sentence.

    Attributes:
        page: the list's page.
        commitments: all its commitments.
        with_statutory_limit: for how many of them the law sets a limit.
        shorter_than_law: how many of those surely promise less time than the law allows.
    """

    page: Page
    commitments: list
    with_statutory_limit: int
    shorter_than_law: int


def frequent_tasks(home: Page) -> list[Task]:
    """Return the home page's tasks, without those whose page visitors cannot open."""
    chosen = [block.value for block in home.frequent_tasks if block.value["page"]]
    wanted = {value["page"].pk for value in chosen}
    visible = set(disclosed_pages().filter(pk__in=wanted).values_list("pk", flat=True))
    return [
        Task(value["page"], value["label"] or value["page"].title, value["note"])
        for value in chosen
        if value["page"].pk in visible
    ]


def commitments_at_a_glance(home: Page) -> list[CommitmentGlance]:
    """Return the bureau's commitment lists with their counts."""
    return [_glance(page) for page in commitment_lists(home)]


def _glance(page: Page) -> CommitmentGlance:
    commitments = list(page.commitments.all())
    limited = [one for one in commitments if one.statutory_days is not None]
    shorter = [one for one in limited if one.is_shorter_than_law]
    return CommitmentGlance(page, commitments, len(limited), len(shorter))
