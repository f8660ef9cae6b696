"""What a certificate says, in words, for the page and for paper alike.

It says what was observed and what was recorded, and claims nothing more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from disclosure_plugin.editor.categories import category_name

from .models import Certificate

# More characters than this do not fit into half a phone's width.
LONG = 25


@dataclass(frozen=True)
class Table:
    """A table of a certificate."""

    title: str
    heads: list[str]
    rows: list[list[str]]

    def records(self) -> list[list[tuple[str, str, bool]]]:
        """Return the rows with each cell's head, and whether it wants a line of its own."""
        return [
            [(head, cell, len(cell) > LONG) for head, cell in zip(self.heads, row, strict=True)]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Wording:
    """A certificate in words.

    Attributes:
        heading: what it is.
        statement: the sentence that counts.
        facts: name and value of each.
        tables: what happened, and what it rests on.
        limits: what it does not say.
    """

    heading: str
    statement: str
    facts: list[tuple[str, str]]
    tables: list[Table]
    limits: list[str]


def wording(certificate: Certificate) -> Wording:
    """Put a certificate into words, in the active language."""
    said: dict[str, Any] = json.loads(bytes(certificate.document))
    return Wording(
        heading=_heading(said["verdict"]),
        statement=_statement(said),
        facts=_facts(said),
        tables=[table for table in _tables(said) if table.rows],
        limits=_limits(said),
    )


def _heading(verdict: list[str]) -> str:
    names = {
        "complete": _("Certificate of publication"),
        "running": _("Interim certificate of publication: the period is still running"),
        "interrupted": _("Certificate of publication: interrupted"),
        "changed": _("Certificate of publication: published with changes"),
    }
    if set(verdict) == {"interrupted", "changed"}:
        return _("Certificate of publication: interrupted, and published with changes")
    if "running" in verdict and len(verdict) > 1:
        return _("Interim certificate of publication, with interruptions or changes")
    return names[verdict[0]]


def _statement(said: dict[str, Any]) -> str:
    seen = said["observations"]
    values = {
        "count": seen["count"],
        "ok": seen["ok"],
        "begin": _local(said["period"]["opens_at"]),
        "end": _local(min(said["issued_at"], said["period"]["closes_at"])),
        "gap": _length(seen["max_gap_s"]),
    }
    if not seen["count"]:  # “each of none” would sound like something that was seen
        return (
            _(
                "Nobody has observed yet, from %(begin)s to %(end)s, whether it was served. Only "
                "what the publication log records is certified."
            )
            % values
        )
    if not {"interrupted", "changed"} & set(said["verdict"]):
        return (
            _(
                "Served publicly with this content at each of %(count)d observations from "
                "%(begin)s to %(end)s. The longest time without an observation was %(gap)s. The "
                "publication log records no change and no withdrawal between."
            )
            % values
        )
    sentence = (
        _(
            "Served publicly at %(ok)d of %(count)d observations from %(begin)s to %(end)s. The "
            "longest time without a successful observation was %(gap)s."
        )
        % values
    )
    if "interrupted" in said["verdict"]:
        interrupted = _("Publication was interrupted, or was not observed, as listed below.")
        sentence = _followed(sentence, interrupted)
    if "changed" in said["verdict"]:
        changed = _("Content, address or attachments changed, as listed below.")
        sentence = _followed(sentence, changed)
    return sentence


def _followed(first: str, second: str) -> str:
    """Put one sentence behind another: Chinese has no space between them."""
    return pgettext("two sentences", "%(first)s %(second)s") % {"first": first, "second": second}


def _facts(said: dict[str, Any]) -> list[tuple[str, str]]:
    item, period = said["item"], said["period"]
    facts = [
        (_("Certificate number"), said["number"]),
        (_("Issued by"), said["issued_by"]["name"]),
        (_("What was published"), item["title"]),
        (_("Index number"), item["number"]),
        (_("Category"), str(category_name(item["category"]))),
        (_("Legal bases"), _joined(item["legal_bases"])),
        (pgettext("of a certificate", "Published"), _local(said["published"]["at"])),
        (_("Period"), _period(period)),
        (_("End of the period"), _local(period["closes_at"])),
        (_("No longer public"), _ended(said)),
        (_("Observed from"), _joined(said["observations"]["vantage"])),
        (
            _("An interruption is"),
            _("a failed observation, a recorded withdrawal, or more than %(gap)s unobserved")
            % {"gap": _length(said["observations"]["limit_s"])},
        ),
        (_("Archived copies"), _entries(said["captures"])),
        (_("Publication log"), said["log"]),
        (_("Outside time source"), said["outside_time_source"] or _("none")),
        (_("Issued"), _local(said["issued_at"])),
        (_("Role of the issuer"), _role(said["issued_by"]["role"])),
        (_("Check code"), spaced(said["code"])),
    ]
    return [(name, value) for name, value in facts if value]


def _tables(said: dict[str, Any]) -> list[Table]:
    since, until = pgettext("a time", "From"), pgettext("a time", "To")
    versions = said["versions"]
    return [
        Table(
            _("Interruptions"),
            [since, until, _("Last seen before"), _("First seen after"), _("What was found")],
            [
                [
                    _local(one["from"]),
                    _local(one["to"]),
                    _local(one["last_ok"]),
                    _local(one["first_ok"]),
                    _joined([status_words(word) for word in one["status"]]),
                ]
                for one in _all_interruptions(said)
            ],
        ),
        Table(
            _("Approved contents by the publication log"),
            [since, until, "SHA-256"],
            [[_local(one["from"]), _still(one["to"]), one["content_sha256"]] for one in versions],
        ),
        Table(
            _("Text as it was served"),
            [_("First seen"), _("Last seen"), "SHA-256"],
            [[_local(one["from"]), _local(one["to"]), one["sha256"]] for one in said["served"]],
        ),
        Table(
            _("Addresses"),
            [_("First seen"), _("Last seen"), _("Address")],
            [[_local(one["from"]), _local(one["to"]), one["url"]] for one in said["addresses"]],
        ),
        Table(
            _("Attachments"),
            [_("First seen"), _("Last seen"), _("Bytes"), _("Address"), "SHA-256"],
            [
                [
                    _local(found["from"]),
                    _local(found["to"]),
                    str(one["size"]),
                    one["url"],
                    found["sha256"],
                ]
                for one in said["attachments"]
                for found in one["found"]
            ],
        ),
    ]


def _all_interruptions(said: dict[str, Any]) -> list[dict[str, Any]]:
    found = list(said["observations"]["interruptions"])
    for one in said["attachments"]:
        found += one["interruptions"]
    return sorted(found, key=lambda one: (one["from"], one["to"]))


def _limits(said: dict[str, Any]) -> list[str]:
    limits = [
        _(
            "It says what was observed at single moments and what the publication log records. "
            "It does not say that anybody read it, nor what was served between two observations."
        ),
        _("It does not say whether objections were raised."),
    ]
    if not said["outside_time_source"]:
        limits.append(_("All times are those of the county's own clock."))
    if len(said["versions"]) > 1 and len(said["served"]) == 1:
        limits.append(
            _(
                "The log records several versions; all observations found the same text. Which "
                "text was served between them is not known from observation."
            )
        )
    return limits


def status_words(status: str) -> str:
    """Say in words what was found in place of a page as it should be."""
    words = {
        "unobserved": _("not observed"),
        "no_answer": _("no answer"),
        "timeout": _("no answer in time"),
        "tls": _("no valid certificate of the site"),
        "too_large": _("too large"),
        "encoded": _("encoded content"),
        "no_block": _("a page without the text"),
        "page.unpublished": _("unpublished, by the log"),
        "page.withdrawn": _("withdrawn, by the log"),
        "page.taken_down": _("taken down, by the log"),
    }
    return words.get(status) or _("answer %(status)s") % {"status": status}


def spaced(code: str) -> str:
    """Write a check code in groups of four, as it is read out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _period(period: dict[str, Any]) -> str:
    days = {"first": period["first_day"], "last": period["last_day"]}
    span = _("%(first)s to %(last)s") % days
    if period["days"] is None:
        return span
    if period["unit"] == "working":
        count = ngettext("%(days)d working day", "%(days)d working days", period["days"])
    else:
        count = ngettext("%(days)d calendar day", "%(days)d calendar days", period["days"])
    return _explained(span, count % {"days": period["days"]})


def _ended(said: dict[str, Any]) -> str:
    if said["ended"] is None:
        return _("still public at issue")
    return _explained(_local(said["ended"]["at"]), status_words(said["ended"]["cause"]))


def _explained(what: str, more: str) -> str:
    return pgettext("a fact and more about it", "%(what)s, %(more)s") % {
        "what": what,
        "more": more,
    }


def _role(role: str) -> str:
    roles = {
        "automatic": _("the system, when the period was over"),
        "editor": _("an editor of the bureau, on demand"),
    }
    return roles[role]


def _entries(indexes: list[int]) -> str:
    if not indexes:
        return ""
    numbers = _joined([str(one) for one in indexes])
    return _("entries %(numbers)s of the log") % {"numbers": numbers}


def _joined(words: list[str]) -> str:
    return pgettext("between the parts of a list", ", ").join(words)


def _still(written: str | None) -> str:
    return _local(written) or _("still so at issue")


def _local(written: str | None) -> str:
    """Write a moment in the place's own time, with its distance to UTC."""
    if not written:
        return ""
    return timezone.localtime(datetime.fromisoformat(written)).isoformat(sep=" ")


def _length(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
