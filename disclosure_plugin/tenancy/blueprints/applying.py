"""Give a new bureau what its blueprint says, in the transaction that makes the bureau."""

from __future__ import annotations

from wagtail.models import Page, Site

from disclosure_plugin.models import (
    BureauHomePage,
    BureauSettings,
    Commitment,
    CommitmentListPage,
    DisclosureBoardPage,
    DisclosureColumnPage,
    Section,
)

from . import Blueprint


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
    if blueprint.commitments is not None:
        page = CommitmentListPage(  # type: ignore[misc]  # modelcluster takes children
            **blueprint.commitments,
            show_in_menus=True,
            live=False,
            commitments=[
                Commitment(**{**promise, "section": sections[str(promise["section"])]})
                for promise in blueprint.promises
            ],
        )
        home.add_child(instance=page)
        page.save_revision(clean=False)  # the bureau has to fill in what is still missing


def _make_live(parent: Page, page: Page) -> None:
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
