"""Let a demo county take two snapshots, and fetch all that an outsider would judge."""

from __future__ import annotations

import dataclasses
import io
import json
import math
import re
import shutil
import sys
import time
import zipfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from sandbox.access import read_access
from sandbox.services.admin_session import AdminSession
from sandbox.services.county import County, Plan, manage, running_county, sandbox_plan
from sandbox.services.interruption import Interruption
from sandbox.services.progress import Progress
from sandbox.services.redis import free_port
from sandbox.services.state import REPOSITORY
from tests.time_stamp_authority import Authority, running_authority

from .errors import DrillError
from .evidence import MANIFEST, Evidence
from .running import run

BUREAU, HOST, ROLE = "jsj", "jsj.localhost", "本局管理员"
LIST = "/admin/disclosure_snapshots/"
DOWNLOAD = re.compile(r"/admin/disclosure_snapshots/(\d+)/download/")
PATIENCE = 180  # seconds for a snapshot of the whole site, or for a signature
PROOF = "proofs/entry.tlog-proof"
STAMP = "proofs/stamped.tsr"
ENTRIES_A_BUNDLE = 256


def collect(
    state: Path, evidence: Evidence, interruption: Interruption, progress: Progress
) -> None:
    """Start a county, take two snapshots with a change between them, and stop it again.

    Args:
        state: folder of everything the county writes.
        evidence: what is fetched goes here.

    Raises:
        DrillError: something was not made, or not in time.
        SandboxError: the county does not start.
    """
    port = free_port()
    authority_folder = evidence.folder.parent / "authority"
    authority_folder.mkdir()
    with ExitStack() as running:
        authority = running.enter_context(running_authority(authority_folder))
        plan = _stamped_by(authority, sandbox_plan(port, state))
        county = running.enter_context(running_county(state, port, plan, interruption, progress))
        with progress.step("First snapshot of the whole site"):
            person = _signed_in(county)
            _ask(person)
            newest = _download(county, person, evidence.first, after=0)
            key, path = _log(county)
            old = _newest_checkpoint(county, path, evidence.old)
        with progress.step("A page is changed and published"):
            changed = _change(county)
        with progress.step("Second snapshot of the whole site"):
            newest = _download(county, person, evidence.second, after=newest)
            new = _newest_checkpoint(county, path, evidence.new)
        with progress.step("A time stamp by openssl's own authority"):
            _stamp(county, path, evidence)
            shutil.copy(authority.root, evidence.authority)
            _download(county, person, evidence.second, after=newest - 1, holding=STAMP)
        with progress.step("A notice is certified"):
            evidence.certificate.write_bytes(_certified(county))
        with progress.step("What the log hands out"):
            evidence.growth.write_text(_get(county, f"{path}consistency/{old}/{new}"))
            evidence.entries.write_bytes(_entries(county, path, new))
        shutil.copy(_stored(state, newest), evidence.stored)
        shutil.copy(state / "signing" / "log.key", evidence.county_key)
        evidence.tell(key=key, changed=changed)


def _ask(person: AdminSession) -> None:
    person.get(LIST)  # for the form's token
    status, _body = person.post(f"{LIST}ask/", {})
    if status != 302:
        raise DrillError(f"{LIST}ask/ answered {status}.")


def _stamped_by(authority: Authority, plan: Plan) -> Plan:
    named = {"TSA_URL": authority.address, "TSA_CERTIFICATES": str(authority.root)}
    return dataclasses.replace(plan, environment={**plan.environment, **named})


def _stamp(county: County, path: str, evidence: Evidence) -> None:
    """Have the newest state stamped, and keep what the site hands out of it."""
    said = run(*manage("stamp_logs"), folder=REPOSITORY, env=county.env)
    if said.status:
        raise DrillError(f"No time stamp.\n{said.text.strip()[-2000:]}")
    [log] = json.loads(_get(county, "/transparency/"))["logs"]
    size = log["stamped"]["size"]
    evidence.stamp.write_bytes(_bytes(county, f"{path}checkpoint/{size}/time-stamp"))
    evidence.stamped.write_text(_get(county, f"{path}checkpoint/{size}"))


def _download(
    county: County, person: AdminSession, target: Path, *, after: int, holding: str = PROOF
) -> int:
    """Wait for a snapshot and download it in the admin, with its proof.

    Args:
        after: number of the snapshot that was downloaded before.
        holding: a file that it must have.

    Returns:
        its number.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        county.check_alive()
        number = _newest_finished(person)
        if number > after:
            _status, body = person.get(f"{LIST}{number}/download/")
            with zipfile.ZipFile(io.BytesIO(body)) as package:
                if holding in package.namelist():
                    target.write_bytes(body)
                    return number
        time.sleep(0.5)
    raise DrillError(f"No snapshot with a proof in it within {PATIENCE} s.")


def _signed_in(county: County) -> AdminSession:
    rows = read_access(county)
    login = next(row for row in rows if (row["code"], row["role"]) == (BUREAU, ROLE))
    person = AdminSession(HOST, county.port)
    person.sign_in(login["login"], login["password"])
    return person


def _newest_finished(person: AdminSession) -> int:
    """Number of the newest snapshot, 0 while one waits or is taken."""
    status, body = person.get(f"{LIST}results/")
    if status != 200:
        raise DrillError(f"{LIST}results/ answered {status}.")
    page = body.decode()
    numbers = [int(number) for number in DOWNLOAD.findall(page)]
    return 0 if "data-snapshots-active" in page else max(numbers, default=0)


def _log(county: County) -> tuple[str, str]:
    """Verifier key and path of the bureau's log."""
    [log] = json.loads(_get(county, "/transparency/"))["logs"]
    return log["keys"][0], f"/transparency/{log['path']}"


def _newest_checkpoint(county: County, path: str, target: Path) -> int:
    """Keep the newest signed state; return its number of entries."""
    note = _get(county, f"{path}checkpoint")
    target.write_text(note)
    return int(note.split("\n")[1])


def _change(county: County) -> str:
    command = (sys.executable, "-m", "tests.drill.change", BUREAU)
    said = run(*command, folder=REPOSITORY, env=county.env)
    if said.status:
        raise DrillError(f"No page could be changed.\n{said.text.strip()[-2000:]}")
    address = said.last_line
    status, _body = county.get(HOST, urlsplit(address).path)
    if status != 200:
        raise DrillError(f"{address} answered {status} after the change.")
    return address


def _certified(county: County) -> bytes:
    """The certificate of a notice with its proof, once the log that names it was signed."""
    command = (sys.executable, "-m", "tests.drill.certify", BUREAU)
    said = run(*command, folder=REPOSITORY, env=county.env)
    if said.status:
        raise DrillError(f"Nothing could be certified.\n{said.text.strip()[-2000:]}")
    visitor = AdminSession(HOST, county.port)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        status, body = visitor.get(f"/verify/{said.last_line}/proof.json")
        if status == 200 and body.startswith(b"{"):
            return body
        time.sleep(0.5)
    raise DrillError(f"The certificate has no proof after {PATIENCE} s.")


def _entries(county: County, path: str, count: int) -> bytes:
    """The entries of the log, a line each, from its bundles."""
    lines: list[bytes] = []
    for number in range(math.ceil(count / ENTRIES_A_BUNDLE)):
        left = count - len(lines)
        partial = f".p/{left}" if left < ENTRIES_A_BUNDLE else ""
        bundle = _bytes(county, f"{path}tile/entries/{number:03}{partial}")
        while bundle:
            size = int.from_bytes(bundle[:2], "big")
            lines.append(bundle[2 : 2 + size] + b"\n")
            bundle = bundle[2 + size :]
    return b"".join(lines)


def _stored(state: Path, number: int) -> Path:
    """The file of a snapshot as the bureau keeps it."""
    for path in sorted((state / "archive" / BUREAU).rglob("*.wacz")):
        with zipfile.ZipFile(path) as package:
            first_line = package.read(MANIFEST).splitlines()[0]
        if json.loads(first_line)["snapshot"] == str(number):
            return path
    raise DrillError(f"The stored file of snapshot {number} is nowhere.")


def _get(county: County, path: str) -> str:
    return _bytes(county, path).decode()


def _bytes(county: County, path: str) -> bytes:
    """What a visitor gets; a bundle of entries is no text."""
    visitor = AdminSession(HOST, county.port)
    status, body = visitor.get(path)
    if status != 200:
        raise DrillError(f"http://{HOST}{path} answered {status}: {body[:300]!r}")
    return body
