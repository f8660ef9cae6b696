"""Ask axe for barriers: what WCAG 2.2 AA forbids, and for public pages what is good practice."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GOOD_PRACTICE = [*WCAG, "best-practice"]


def by_tags(tags: list[str]) -> dict[str, object]:
    """Rules with one of these tags."""
    return {"type": "tag", "values": tags}


def by_names(names: list[str]) -> dict[str, object]:
    """Rules by their names."""
    return {"type": "rule", "values": names}


def assert_none(page, rules: dict[str, object], context: str | None = None) -> None:
    """Check a page, or the part of it that a CSS selector names, by some of axe's rules."""
    # Of rules that pass one element each is reported: all of them take longer than to find them.
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, context=context, options=options)
    assert found.response["passes"]
    assert found.violations_count == 0, found.generate_report()
