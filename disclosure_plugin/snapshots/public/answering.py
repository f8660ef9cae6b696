"""What all answers of the archive have in common."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from disclosure_plugin.errors import Refused

from .payloads import CannotRead

logger = logging.getLogger("disclosure_plugin.snapshots")

# Browsers ask again each time: what is taken down stops at once.
ASK_AGAIN = "no-cache"


def answers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view be read only, kept by nobody and found by no search engine.

    What it refuses is a sentence: 400 for an address that cannot be right, 503 for bytes that
    cannot be read.
    """

    @require_safe
    @functools.wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponseBase:
        try:
            response = view(request, **parts)
        except Refused as refusal:
            response = notice(request, gettext(refusal.sentence) % refusal.params, status=400)
        except CannotRead:
            logger.exception("The archive cannot be read")
            sentence = gettext("What was archived cannot be read at present.")
            response = notice(request, sentence, status=503)
        response.headers.setdefault("Cache-Control", ASK_AGAIN)
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return answer


def notice(request: HttpRequest, sentence: str, *, status: int) -> HttpResponseBase:
    """Answer with a sentence in the bureau's frame."""
    template = "disclosure_snapshots/public/notice.html"
    return render(request, template, {"sentence": sentence}, status=status)
