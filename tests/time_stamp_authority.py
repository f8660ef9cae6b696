"""A time stamping authority on this machine: openssl's own, behind HTTP."""

from __future__ import annotations

import http.server
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
[ tsa ]
default_tsa = here
[ here ]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/tsa.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


@dataclass
class Authority:
    """One that runs.

    Attributes:
        address: where it is asked.
        root: PEM file of the certificate to trust.
        is_broken: let it answer something else from now on.
        asked: how often it was.
    """

    address: str
    root: Path
    is_broken: bool = False
    asked: int = 0


def make_authority(folder: Path) -> Path:
    """Make root, certificate and settings of an authority; return the root."""
    _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
             "/CN=Test root", "-keyout", folder / "root.key",
             "-out", folder / "root.pem")  # fmt: skip
    _openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Test TSA",
             "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr")  # fmt: skip
    (folder / "extensions").write_text(EXTENSIONS)
    _openssl("x509", "-req", "-in", folder / "tsa.csr", "-CA", folder / "root.pem", "-CAkey",
             folder / "root.key", "-CAcreateserial", "-days", "30", "-extfile",
             folder / "extensions", "-out", folder / "tsa.pem")  # fmt: skip
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    return folder / "root.pem"


@contextmanager
def running_authority(folder: Path) -> Iterator[Authority]:
    """Run an authority for a block.

    Args:
        folder: empty; its keys and certificates go there.
    """
    authority = Authority("", make_authority(folder))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            authority.asked += 1
            answer = b"no stamp" if authority.is_broken else _reply(folder, query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    # One at a time: openssl counts its serial numbers in a file.
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        authority.address = f"http://127.0.0.1:{server.server_address[1]}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield authority
        server.shutdown()


def _reply(folder: Path, query: bytes) -> bytes:
    (folder / "query").write_bytes(query)
    _openssl("ts", "-reply", "-queryfile", folder / "query", "-config", folder / "tsa.cnf",
             "-out", folder / "reply")  # fmt: skip
    return (folder / "reply").read_bytes()


def verified_by_openssl(response: Path, data: Path, root: Path) -> str:
    """Let openssl judge a stamp; return what it said last."""
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-data", data, "-in", response, "-CAfile", root],
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stdout + done.stderr).strip().splitlines()
    return f"{done.returncode} {next((line for line in said if 'Verification' in line), said[-1])}"


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
