"""A person signed in to a bureau's admin over HTTP, as a browser would be."""

from __future__ import annotations

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from .steps import CheckFailed

ADDRESS = "127.0.0.1"


class AdminSession:
    """Cookies and forms of one signed-in person; needs no name resolution.

    Args:
        host: the bureau's host name; its port is the server's.
        port: port of the web server on 127.0.0.1.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._cookies: dict[str, str] = {}

    def sign_in(self, login: str, password: str) -> None:
        """Sign in through the form.

        Raises:
            CheckFailed: the form did not let us in.
        """
        self.get("/admin/login/")
        status, _body = self.post("/admin/login/", {"username": login, "password": password})
        if status != 302:
            raise CheckFailed(f"{login} could not sign in at {self._host} ({status})")

    def get(self, path: str) -> tuple[int, bytes]:
        """Fetch a page.

        Returns:
            Status and body.
        """
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        """Send a form with the token of the last page fetched.

        Returns:
            Status and body; a redirect is not followed.
        """
        names = [name for name in self._cookies if name.startswith("csrftoken")]
        token = self._cookies[names[0]] if names else ""
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        return self._ask("POST", path, body)

    def find(self, path: str, pattern: str) -> re.Match[str] | None:
        """Fetch a page and look for a pattern in it.

        Raises:
            CheckFailed: the page did not answer 200.
        """
        status, body = self.get(path)
        if status != 200:
            raise CheckFailed(f"{path} at {self._host} answered {status}")
        return re.search(pattern, body.decode())

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {
            "Host": f"{self._host}:{self._port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(ADDRESS, self._port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            for header in response.headers.get_all("Set-Cookie", []):
                for name, morsel in SimpleCookie(header).items():
                    self._cookies[name] = morsel.value
            return response.status, response.read()
        finally:
            connection.close()
