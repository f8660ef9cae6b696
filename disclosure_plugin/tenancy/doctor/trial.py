"""Two bureaus and the ways to ask them, for probes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django_tenants.utils import get_public_schema_name, schema_context

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.sealing import Target
from disclosure_plugin.tenancy.hosts import origin

SHOWN = 160  # characters of an answer, in a finding


class Person:
    """Somebody at one host, with a cookie jar of their own.

    The whole application answers, middleware first, in this process; a front server is not
    asked.
    """

    def __init__(self, host: str, trial: BureauTrial) -> None:
        self.host = host
        self._trial = trial
        header = settings.SECURE_PROXY_SSL_HEADER
        https = get_settings().PUBLIC_PORT == 443
        self._defaults: dict[str, Any] = {header[0]: header[1]} if header and https else {}
        self._defaults["secure"] = https
        self._client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    @property
    def cookies(self) -> Any:
        return self._client.cookies

    def get(self, path: str, **headers: str) -> Any:
        return self._ask("get", path, None, headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> Any:
        return self._ask("post", path, data, headers)

    def _ask(
        self, method: str, path: str, data: dict[str, str] | None, headers: dict[str, str]
    ) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._trial.look()
        # A request leaves the connection in the schema it chose, whichever that was.
        with schema_context(get_public_schema_name()):
            answer = getattr(self._client, method)(
                path, data, headers={"host": self.host, **named}, **self._defaults
            )
            if answer.streaming:  # read it while the bureau it chose is still active
                answer.content_read = b"".join(answer.streaming_content)
                answer.close()
            else:
                answer.content_read = answer.content
        return answer


class BureauTrial:
    """See :class:`disclosure_plugin.sealing.Trial`."""

    def __init__(self, a: Target, b: Target, *, read_only: bool) -> None:
        self.a = a
        self.b = b
        self.read_only = read_only
        self.looked = 0
        self._editors: dict[str, Person] = {}

    def directions(self) -> Iterator[tuple[Target, Target]]:
        yield self.a, self.b
        yield self.b, self.a

    def activate(self, target: Target) -> AbstractContextManager[None]:
        return bureaus.activate(target.code)

    def visitor(self, target: Target, *, host: str = "") -> Person:
        return Person(host or target.host, self)

    def editor(self, target: Target) -> Person:
        if target.code not in self._editors:
            self._editors[target.code] = self._sign_in(target)
        return self._editors[target.code]

    def secrets_in(self, answer: Any, *, of: Target, where: Target) -> Iterator[str]:
        request = f"{answer.request['REQUEST_METHOD']} {answer.request['PATH_INFO']}"
        if answer.status_code >= 500 and answer.status_code != 503:
            raise RuntimeError(f"{request} at {where.code} answered {answer.status_code}.")
        told = answer.content_read + repr(list(answer.headers.items())).encode()
        for secret in of.secrets:
            if secret.encode() in told:
                yield f"{request} at {where.code} shows {secret!r} of {of.code}."

    def look(self) -> None:
        self.looked += 1

    def forget_people(self) -> None:
        """Let the next probe begin without what the one before signed in."""
        self._editors.clear()

    def _sign_in(self, target: Target) -> Person:
        person = self.visitor(target)
        form = person.get(settings.LOGIN_URL)
        token = form_token(form.content_read)
        answer = person.post(
            settings.LOGIN_URL,
            {
                "username": target.username,
                "password": target.password,
                "csrfmiddlewaretoken": token,
            },
            **origin_of(target),
        )
        if answer.status_code != 302:
            raise RuntimeError(
                f"{target.username} cannot sign in at {target.code}: {answer.status_code}."
            )
        return person


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever a block writes; no other process ever sees it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def origin_of(target: Target) -> dict[str, str]:
    """Return the header a browser sends with a form of this bureau's own page."""
    address = origin(target.host)
    return {"origin": address, "referer": f"{address}/"}


def form_token(page: bytes) -> str:
    """Return the token of the first form on a page; empty if there is none."""
    _before, found, after = page.partition(b'name="csrfmiddlewaretoken" value="')
    return after.partition(b'"')[0].decode() if found else ""
