"""Give a new bureau what its blueprint says, in the transaction that makes the bureau."""

from __future__ import annotations

import json
from uuid import uuid4

from django.utils.html import escape
from wagtail.models import Page, Site

from disclosure_plugin.models import (
    BureauHomePage,
    BureauSettings,
    Commitment,
    CommitmentListPage,
    DisclosureBoardPage,
    DisclosureColumnPage,
    DisclosureItemPage,
    PageTemplate,
    Section,
)

from . import Blueprint, Values


def apply(blueprint: Blueprint, home: BureauHomePage, site: Site) -> None:
    """Make settings, sections, board and commitment list in the current bureau.

    The board and its columns are live: they are empty frames and disclose nothing. The
    commitment list is a draft: what a bureau promises is reviewed by the bureau first.

    Args:
        blueprint: what to make; it has been checked.
        home: the bureau's home page, without pages below it.
        site: the bureau's site.
    """
    if blueprint.settings:
        settings = BureauSettings.for_site(site)
        for name, value in blueprint.settings.items():
            setattr(settings, name, value)
        settings.save()
    sections = {
        section.name: section
        for section in (Section.objects.create(**values) for values in blueprint.sections)
    }
    if blueprint.board is not None:
        board = DisclosureBoardPage(**blueprint.board, slug="board", show_in_menus=True)
        _make_live(home, board)
        for values in blueprint.columns:
            _make_live(board, DisclosureColumnPage(**values))
    PageTemplate.objects.bulk_create(map(_template, blueprint.templates))
    if blueprint.commitments is not None:
        page = CommitmentListPage(  # type: ignore[misc]  # modelcluster takes children
            **blueprint.commitments,
            show_in_menus=True,
            live=False,
            commitments=[
                Commitment(
                    **{**promise, "section": sections[str(promise["section"])]}, sort_order=place
                )
                for place, promise in enumerate(blueprint.promises)
            ],
        )
        home.add_child(instance=page)
        page.save_revision(clean=False)  # the bureau has to fill in what is still missing


def _template(values: Values) -> PageTemplate:
    """Return a template of an item, with its text as the body keeps it."""
    lines = str(values["text"]).splitlines()
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
    body = [{"type": "text", "value": paragraphs, "id": str(uuid4())}] if paragraphs else []
    content = {key: value for key, value in values.items() if key != "text"}
    return PageTemplate(
        page_type=DisclosureItemPage._meta.label,
        name=str(values["title"])[:100],
        content={**content, "body": json.dumps(body)},
    )


def _make_live(parent: Page, page: Page) -> None:
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
