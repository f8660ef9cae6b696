"""The publication log for whoever wants to check it: text and JSON, the same bytes each time.

Checkpoints, tiles and proofs are those of C2SP tlog-checkpoint, tlog-tiles and tlog-proof, so
that other people's programs read them. What an address with a number answers never changes.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from disclosure_plugin.archive import verify_archive
from disclosure_plugin.archive.tiles import NoTile, parse_place
from disclosure_plugin.errors import Refused
from disclosure_plugin.queries import publication_log as log_queries

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
BYTES = "application/octet-stream"
STAMP = "application/timestamp-reply"

FOR_EVER = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=5"

NUMBER = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)
LARGEST_LEVEL = 7  # of tiles: 256^8 entries

VERIFIER = Path(verify_archive.__file__)


class BadAddress(Refused):
    sentence = gettext_noop("%(part)s is no number of this log.")


class BadTile(Refused):
    sentence = gettext_noop(
        "%(part)s is no tile. Tiles are named as in C2SP tlog-tiles, such as tile/0/000."
    )


def answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view's refusals be sentences: 404 for what the log lacks, 400 for a bad address."""

    @require_safe
    @functools.wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            return view(request, **parts)
        except log_queries.NotInLog as refusal:
            return _refused(refusal, 404)
        except Refused as refusal:
            return _refused(refusal, 400)

    return answer


@answers
def index(request: HttpRequest) -> HttpResponse:
    """List this bureau's logs, the open one first."""
    return _json({"logs": log_queries.of_this_bureau(), "verifier": VERIFIER.name})


@answers
def county(request: HttpRequest) -> HttpResponse:
    """List all logs of the county; the county office alone has this."""
    return _json({"logs": log_queries.of_the_county(), "verifier": VERIFIER.name})


@answers
def verifier(request: HttpRequest) -> HttpResponse:
    """The program that checks archives and proofs, as text: it is read, and runs elsewhere."""
    answer = _answer(VERIFIER.read_bytes(), TEXT, A_MOMENT)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@answers
def current_checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed state of the open log."""
    return _text(log_queries.state(log_queries.current_log()).note, A_MOMENT)


@answers
def checkpoint(request: HttpRequest, log: str) -> HttpResponse:
    """The newest signed state of a log."""
    return _text(log_queries.state(log_queries.find_log(log)).note, A_MOMENT)


@answers
def checkpoint_of(request: HttpRequest, log: str, size: str) -> HttpResponse:
    """The signed state with so many entries."""
    return _text(log_queries.state(log_queries.find_log(log), _number(size)).note)


@answers
def time_stamp(request: HttpRequest, log: str, size: str) -> HttpResponse:
    """What a third party says of when the state with so many entries was there (RFC 3161)."""
    content = log_queries.time_stamp(log_queries.find_log(log), _number(size))
    return _answer(content, STAMP, FOR_EVER)


@answers
def verifier_keys(request: HttpRequest, log: str) -> HttpResponse:
    """The keys of a log, a line each, the newest last."""
    keys = log_queries.keys(log_queries.find_log(log))
    if not keys:
        raise log_queries.NothingSigned()
    return _text("".join(f"{key}\n" for key in keys), A_MOMENT)


@answers
def entry(request: HttpRequest, log: str, index: str) -> HttpResponse:
    """The bytes of one entry."""
    content = log_queries.entry(log_queries.find_log(log), _number(index))
    return _answer(content, JSON, FOR_EVER)


@answers
def newest_proof(request: HttpRequest, log: str, index: str) -> HttpResponse:
    """The proof that an entry stands in the newest signed state."""
    return _text(log_queries.inclusion(log_queries.find_log(log), _number(index)), A_MOMENT)


@answers
def proof(request: HttpRequest, log: str, index: str, size: str) -> HttpResponse:
    """The proof that an entry stands in the signed state with so many entries."""
    found = log_queries.find_log(log)
    return _text(log_queries.inclusion(found, _number(index), _number(size)))


@answers
def consistency(request: HttpRequest, log: str, old: str, new: str) -> HttpResponse:
    """The proof that the log was only added to between two signed states."""
    return _text(log_queries.consistency(log_queries.find_log(log), _number(old), _number(new)))


@answers
def tile(request: HttpRequest, log: str, level: str, place: str) -> HttpResponse:
    """A tile of hashes, or, for the level ``entries``, a bundle of entries."""
    found = log_queries.find_log(log)
    try:
        where = parse_place(place)
    except NoTile as error:
        raise BadTile(part=place) from error
    if level == "entries":
        return _answer(log_queries.entry_bundle(found, where), BYTES, FOR_EVER)
    if not NUMBER.fullmatch(level) or int(level) > LARGEST_LEVEL:
        raise BadTile(part=level)
    return _answer(log_queries.hash_tile(found, int(level), where), BYTES, FOR_EVER)


def _number(text: str) -> int:
    if not NUMBER.fullmatch(text) or int(text) > log_queries.LARGEST:
        raise BadAddress(part=text)
    return int(text)


def _json(content: object) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return _answer(f"{text}\n".encode(), JSON, A_MOMENT)


def _text(content: str, cached: str = FOR_EVER) -> HttpResponse:
    return _answer(content.encode(), TEXT, cached)


def _answer(content: bytes, content_type: str, cached: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": cached})


def _refused(refusal: Refused, status: int) -> HttpResponse:
    sentence = gettext(refusal.sentence) % refusal.params
    headers = {"Cache-Control": A_MOMENT, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(f"{sentence}\n", content_type=TEXT, status=status, headers=headers)
