"""What the interface answers where it has nothing to give: one form, with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from pydantic import Field

from disclosure_plugin.register.models import RegisterEntry


class Problem(Schema):
    """What is wrong with one parameter."""

    parameter: str = Field(examples=["year"])
    problem: str = Field(examples=["Input should be a valid integer"])


class Error(Schema):
    """Why there is no answer."""

    code: str = Field(examples=["bad-parameter"])
    message: str
    parameters: list[Problem] = Field(default_factory=list)


class ErrorAnswer(Schema):
    error: Error


class Gone(Error):
    """What became of an item that is not public any more; never its title."""

    number: str
    state: str = Field(examples=["withdrawn"])
    since: str
    basis: str
    reason: str


class GoneAnswer(Schema):
    error: Gone


class BadParameter(Exception):
    """A parameter is no good.

    Attributes:
        problems: names of parameters, each with a sentence.
    """

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems


class NotThere(Exception):
    """There is nothing at this address."""


class NoLongerPublic(Exception):
    """There was an item with this number."""

    def __init__(self, entry: RegisterEntry) -> None:
        super().__init__(entry.number)
        self.entry = entry


def error_answer(
    status: HTTPStatus,
    code: str,
    message: str,
    problems: Sequence[tuple[str, str]] = (),
    **more: str,
) -> HttpResponse:
    """Return an answer in the form of :class:`ErrorAnswer`.

    Args:
        status: of the answer.
        code: for programs.
        message: for people, in their language.
        problems: names of parameters, each with a sentence.
        more: further facts.
    """
    told = {
        "code": code,
        "message": message,
        "parameters": [{"parameter": name, "problem": problem} for name, problem in problems],
        **more,
    }
    return JsonResponse({"error": told}, status=status, json_dumps_params={"ensure_ascii": False})


def not_there(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer an address at which there is nothing."""
    message = _("There is nothing at this address. See the description of the interface.")
    return error_answer(HTTPStatus.NOT_FOUND, "not-found", message)


def too_often(seconds: int) -> HttpResponse:
    """Answer who asks too often.

    Args:
        seconds: after which the next question is answered.
    """
    message = _("Too many questions came from your address. Ask again in %(seconds)s seconds.") % {
        "seconds": seconds
    }
    response = error_answer(HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests", message)
    response["Retry-After"] = str(seconds)
    return response


def handle_errors(api: NinjaAPI) -> None:
    """Let an interface answer in this form."""

    @api.exception_handler(ValidationError)
    def of_the_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _bad([(str(one["loc"][-1]), str(one["msg"])) for one in error.errors])

    @api.exception_handler(BadParameter)
    def of_the_content(request: HttpRequest, error: BadParameter) -> HttpResponse:
        return _bad(error.problems)

    @api.exception_handler(NotThere)
    def nothing(request: HttpRequest, error: NotThere) -> HttpResponse:
        return not_there(request)

    @api.exception_handler(NoLongerPublic)
    def gone(request: HttpRequest, error: NoLongerPublic) -> HttpResponse:
        entry = error.entry
        return error_answer(
            HTTPStatus.GONE,
            "gone",
            _("This item is no longer public."),
            number=entry.number,
            state=entry.state,
            since=entry.state_since.isoformat(timespec="seconds"),
            basis=entry.basis_sentence,
            reason=entry.state_reason,
        )


def _bad(problems: Sequence[tuple[str, str]]) -> HttpResponse:
    message = _("A parameter cannot be understood: see which, and why.")
    return error_answer(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-parameter", message, problems)
