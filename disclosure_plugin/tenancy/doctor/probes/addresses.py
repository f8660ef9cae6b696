"""Addresses of one bureau asked at another, by visitors and by editors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import gettext_noop

from disclosure_plugin.sealing import NotApplicable, Trial, probe

SCHEMA = "the request stands in the schema of the bureau whose host it names"


@probe("public-addresses", "Public addresses", guards=[SCHEMA])
def public_addresses(trial: Trial) -> Iterator[str]:
    """Both have pages at the same addresses; each must answer with its own."""
    for own, other in trial.directions():
        visitor = trial.visitor(own)
        for path in ("/", *other.paths.values()):
            yield from trial.secrets_in(visitor.get(path), of=other, where=own)


# What is made for programs and not written by anybody.
MADE = ("platform", "site_map", "calendar", "api")
FEEDS = ("atom.xml", "feed.json")
QUESTIONS = ("items", "columns", "commitments", "annual-reports")


@probe(
    "open-data", gettext_noop("Feeds, calendar and the interface for programs"), guards=[SCHEMA]
)
def open_data(trial: Trial) -> Iterator[str]:
    """Whatever is asked of one, nothing of the other is told."""
    interface = reverse("disclosure_plugin:api")
    for own, other in trial.directions():
        visitor = trial.visitor(own)
        paths = [reverse(f"disclosure_plugin:{name}") for name in MADE]
        paths += [reverse("disclosure_plugin:feed", args=[kind]) for kind in FEEDS]
        paths += [f"{interface}{question}" for question in QUESTIONS]
        for path in paths:
            answer = visitor.get(path)
            if answer.status_code not in (200, 429):
                raise RuntimeError(f"{own.code} answers {answer.status_code} to {path}.")
            yield from trial.secrets_in(answer, of=other, where=own)
        asked = visitor.get(f"{interface}items?bureau={other.code}")
        yield from trial.secrets_in(asked, of=other, where=own)
        if asked.status_code == 200:
            yield f"{own.code} tells items when asked for those of {other.code}."


@probe(
    "published-addresses",
    gettext_noop("Addresses that only one bureau has"),
    guards=[SCHEMA],
    read_only=True,
)
def published_addresses(trial: Trial) -> Iterator[str]:
    asked = False
    for own, other in trial.directions():
        visitor = trial.visitor(own)
        for kind, path in other.paths.items():
            if trial.read_only or kind.startswith("only"):
                asked = True
                if visitor.get(path).status_code == 200:
                    yield f"{path} is an address of {other.code} and answers at {own.code}."
    if not asked:
        raise NotApplicable("Neither bureau has an address that the other lacks.")


@probe(
    "drafts",
    "Drafts and pages for people who signed in",
    guards=["private pages are shown to those who may see them"],
)
def drafts(trial: Trial) -> Iterator[str]:
    """Neither the other bureau nor the public gets them."""
    for own, other in trial.directions():
        for kind in ("draft", "private_item"):
            answer = trial.visitor(own).get(own.paths[kind])
            yield from trial.secrets_in(answer, of=other, where=own)
            if answer.status_code == 200 and f"{own.secrets[0]}<".encode() in answer.content_read:
                yield f"The {kind} of {own.code} is shown to everybody."


# Screens whose contents come from queries; the slow walk asks all the others.
SCREENS = (
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_pages:search",
    "wagtailimages:index",
    "wagtaildocs:index",
    "wagtailusers_users:index",
    "disclosure_sections:index",
    "wagtailredirects:index",
    "wagtailadmin_reports:site_history",
)
OF_AN_OBJECT = (
    ("wagtailadmin_pages:edit", "draft"),
    ("wagtailadmin_pages:edit", "only_item"),
    ("wagtailadmin_pages:history", "item"),
    ("wagtailadmin_pages:view_draft", "draft"),
    ("wagtailadmin_pages:usage", "item"),
    ("wagtailimages:edit", "image"),
    ("wagtailimages:image_usage", "image"),
    ("wagtaildocs:edit", "private_document"),
    ("wagtaildocs:edit", "only_document"),
    ("wagtaildocs:document_usage", "document"),
    ("wagtailusers_users:edit", "user"),
    ("disclosure_sections:edit", "section"),
    ("wagtailredirects:edit", "redirect"),
)


@probe("admin-addresses", "Admin screens with the other's keys", guards=[SCHEMA], slow=True)
def admin_addresses(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        editor = trial.editor(own)
        for name, kind in OF_AN_OBJECT:
            key = other.keys.get(kind)
            if key is None:
                continue
            answer = editor.get(reverse(name, args=[key]))
            yield from trial.secrets_in(answer, of=other, where=own)
            if kind.startswith("only") and answer.status_code == 200:
                yield f"{own.code} opens the {kind} of {other.code}."
            if not kind.startswith("only") and answer.status_code not in (200, 302):
                raise RuntimeError(f"{name} answered {answer.status_code} to its own editor.")


@probe("choosers", "Choosers, lists and searches of the admin", guards=[SCHEMA], slow=True)
def choosers(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        editor = trial.editor(own)
        question = f"?q={other.secrets[0]}"
        paths = [reverse(name) for name in SCREENS]
        for name in ("wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"):
            paths.append(reverse(name))
        paths.append(reverse("wagtailadmin_choose_page"))
        for path in paths:
            yield from trial.secrets_in(editor.get(path), of=other, where=own)
        for name in (
            "wagtailadmin_pages:search",
            "wagtailimages:index",
            "wagtaildocs:index",
            "wagtailusers_users:index",
            "wagtailimages_chooser:choose_results",
            "wagtaildocs_chooser:choose_results",
            "wagtailadmin_choose_page_search",
        ):
            answer = editor.get(reverse(name) + question)
            # The question itself stands in the form and in links; results carry more.
            for kind in ("item", "image", "document", "private_document"):
                if f"{kind} {other.secrets[0]}".encode() in answer.content_read:
                    yield f"{name} at {own.code} finds the {kind} of {other.code}."


@probe(
    "every-address",
    "Every address of the site that needs no more than a key",
    guards=[SCHEMA],
    slow=True,
)
def every_address(trial: Trial) -> Iterator[str]:
    """Ask each route at both bureaus with the keys they share; most answer 404 or a form."""
    keys = sorted({trial.a.keys[kind] for kind in ("item", "document")})
    for own, other in trial.directions():
        for path in _paths(keys):
            if "logout" in path:  # it would end the session
                continue
            answer = trial.editor(own).get(path)
            if answer.status_code < 500:
                yield from trial.secrets_in(answer, of=other, where=own)


def _paths(keys: list[int]) -> Iterator[str]:
    for name, arguments in _routes(get_resolver(), ""):
        for values in [()] if not arguments else [(key,) for key in keys]:
            try:
                yield reverse(name, args=values)
            except NoReverseMatch:
                break


def _routes(resolver: Any, namespace: str) -> Iterator[tuple[str, int]]:
    """Yield the names of all routes with no argument or one."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _routes(entry, inner)
        elif isinstance(entry, URLPattern) and isinstance(entry.name, str):
            arguments = len(entry.pattern.regex.groupindex) or entry.pattern.regex.groups
            if arguments <= 1:
                yield f"{namespace}{entry.name}", arguments
