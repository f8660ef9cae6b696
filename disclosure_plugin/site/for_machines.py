"""Answers for programs: validated by their bytes, and readable from pages of every origin."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from .page_cache import POLICY


def for_machines(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Give an answer its validator, or answer in a line who has it already.

    There is no ``Last-Modified``: what is taken down leaves an answer whose newest time is an
    older one, or the same second's, and a program that asks by time would keep the old bytes.

    Args:
        request: what was asked.
        response: a whole answer, the same for everybody.
    """
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = POLICY
    readable_everywhere(response)
    conditional = get_conditional_response(request, etag=etag, response=response) or response
    return readable_everywhere(conditional)


def readable_everywhere(response: HttpResponseBase) -> HttpResponseBase:
    """Let scripts of other origins read an answer; it holds nothing that is not public."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response
