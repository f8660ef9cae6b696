"""A real nginx with the shipped site, and what a visitor sends it."""

import http.client
import os
import socket
import ssl
import subprocess
from dataclasses import dataclass

from sandbox.services.children import Child

from .installation import Places, find_nginx, front_server_site, make_certificate

# What Debian's /etc/nginx/nginx.conf says around a site, without its fixed paths.
AROUND = """\
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class FrontServer:
    """nginx with the shipped site on free ports; a context that stops it at its end."""

    def __init__(self, places: Places, domain: str) -> None:
        self.domain = domain
        self.http_port, self.https_port = _free_ports()
        self._folder = places.root / "nginx"
        self._folder.mkdir()
        self._state = places.root
        self.certificate, key = make_certificate(self._folder, domain)
        self.configuration = self._folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        self.configuration.write_text(AROUND.format(folder=self._folder, user=user))
        self.site = front_server_site(
            {
                "COUNTY_DOMAIN": domain,
                "WEB_ADDRESS": f"unix:{places.run}/web.sock",
                "STATIC_ROOT": f"{places.data}/static",
                "PUBLIC_ROOT": f"{places.data}/public",
                "PAGES_ROOT": f"{self._folder}/pages",
                "TLS_CERTIFICATE": str(self.certificate),
                "TLS_KEY": str(key),
                "HTTP_PORT": f"127.0.0.1:{self.http_port}",
                "HTTPS_PORT": f"127.0.0.1:{self.https_port}",
                "ACCESS_LOG": f"{self._folder}/access.log",
            }
        )
        (self._folder / "site.conf").write_text(self.site)
        (self._folder / "access.log").touch()

    @property
    def access_log(self) -> str:
        return (self._folder / "access.log").read_text()

    def check(self) -> subprocess.CompletedProcess[str]:
        """Run `nginx -t`."""
        return subprocess.run(self._command("-t"), capture_output=True, text=True, check=False)

    def start(self) -> Child:
        return Child("nginx", self._command(), self._state)

    def _command(self, *more: str) -> list[str]:
        program = find_nginx()
        assert program
        return [program, "-p", str(self._folder), "-c", str(self.configuration), *more]

    def get(self, host: str, path: str = "/", **headers: str) -> Answer:
        """Fetch over HTTPS; the certificate is verified for `host`."""
        return self.send("GET", host, path, headers=headers)

    def send(
        self,
        method: str,
        host: str,
        path: str,
        *,
        body: str | None = None,
        headers: dict[str, str] | None = None,
        server_name: str | None = None,
    ) -> Answer:
        """Send one request over HTTPS.

        Args:
            server_name: the name in the TLS handshake, when it is another than `host`.
        """
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection("127.0.0.1", self.https_port, timeout=30)
        with socket.create_connection(("127.0.0.1", self.https_port), timeout=30) as plain:
            connection.sock = context.wrap_socket(plain, server_hostname=server_name or host)
            return _answer(connection, method, host, path, body, headers or {})

    def get_plain(self, host: str, path: str = "/", **headers: str) -> Answer:
        """Fetch over HTTP without TLS."""
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=30)
        return _answer(connection, "GET", host, path, None, headers)


def _answer(
    connection: http.client.HTTPConnection,
    method: str,
    host: str,
    path: str,
    body: str | None,
    headers: dict[str, str],
) -> Answer:
    try:
        connection.request(method, path, body=body, headers={"Host": host, **headers})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def _free_ports() -> tuple[int, int]:
    with (
        socket.create_server(("127.0.0.1", 0)) as first,
        socket.create_server(("127.0.0.1", 0)) as second,
    ):
        return int(first.getsockname()[1]), int(second.getsockname()[1])
