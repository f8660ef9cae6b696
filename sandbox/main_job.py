"""The main job, step by step: a summary from Word document to archived page."""

from __future__ import annotations

import importlib.metadata
import io
import json
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from disclosure_plugin.domain.review_answers import all_hold
from sandbox.access import read_access
from sandbox.services import state
from sandbox.services.admin_session import AdminSession
from sandbox.services.county import County, manage
from sandbox.services.steps import CheckFailed, Step

BUREAU, HOST = "jyj", "jyj.localhost"
YEAR = 2024
REVIEW_SECONDS = 25  # from submission to publication: time for two people to approve
PUBLISH_PATIENCE = 10
SNAPSHOT_PATIENCE = 90
TOOLS = Path(sys.executable).parent
# What a browser sends from the form of a step at which the reviewer ticks everything.
EVERYTHING_IN_ORDER = {
    name: "on" if said is True else said[0] if isinstance(said, list) else str(said)
    for name, said in all_hold().items()
}


class MainJob:
    """The steps share what they made: the page, its time, the archive file."""

    def __init__(self) -> None:
        self._page: dict[str, Any] = {}
        self._wacz = Path()

    def steps(self) -> tuple[Step, ...]:
        return (
            Step("A Word summary is imported as a draft", self.import_document),
            Step("Imported again, it makes no second page", self.import_again),
            Step("The editor completes and submits it", self.submit),
            Step(
                "The head of a section approves with the six points, a leader signs off",
                self.approve,
            ),
            Step("Before its time nobody sees it", self.is_not_yet_public),
            Step("The worker publishes it at its time", self.is_published),
            Step("An archive file holds it", self.is_archived),
            Step("Outside validators accept the file", self.is_accepted),
        )

    def import_document(self, county: County) -> str:
        from sandbox.seed.summary_document import summary_docx

        self._document = county.state / "教育体育局2024年政务公开工作总结.docx"
        self._document.write_bytes(summary_docx())
        said = self._import(county)
        sections = len(re.findall(r"^[一二三四五六七八九十]+、", said, flags=re.MULTILINE))
        if sections < 3:
            raise CheckFailed(f"only {sections} sections were found:\n{said}")
        return f"{self._document.stat().st_size / 1000:.0f} kB .docx, {sections} sections"

    def import_again(self, county: County) -> str:
        first_line = self._import(county).splitlines()[0]
        if not any(words in first_line for words in ("Already imported", "已经导入")):
            raise CheckFailed(first_line)
        return first_line

    def submit(self, county: County) -> str:
        said = _manage(
            county,
            "submit_summary",
            *("--bureau", BUREAU, "--year", str(YEAR), "--go-live-in", str(REVIEW_SECONDS)),
        )
        self._page = json.loads(said)
        return f"page {self._page['page']}"

    def approve(self, county: County) -> str:
        logins = {row["role"]: row for row in read_access(county) if row["code"] == BUREAU}
        people = []
        for role in ("审查员", "本局管理员"):
            person = AdminSession(HOST, county.port)
            person.sign_in(logins[role]["login"], logins[role]["password"])
            # The dashboard lists what waits for this person.
            wanted = rf"/admin/pages/workflow/action/{self._page['page']}/approve/\d+/"
            found = person.find("/admin/", wanted)
            if found is None:
                raise CheckFailed(f"nothing waits for {role} on the dashboard")
            status, body = person.post(found[0], EVERYTHING_IN_ORDER)
            if status != 302:
                raise CheckFailed(f"{role} could not approve: {status} {body[:300]!r}")
            people.append(f"{role} {logins[role]['login']}")
        return ", ".join(people)

    def is_not_yet_public(self, county: County) -> str:
        left = self._page["go_live_at"] - time.time()
        status, _body = county.get(HOST, self._page["path"])
        if left <= 0:
            raise CheckFailed(f"the review took {-left:.1f} s longer than planned")
        if status != 404:
            raise CheckFailed(f"{self._page['path']} answered {status}")
        return f"404, {left:.1f} s before"

    def is_published(self, county: County) -> str:
        deadline = self._page["go_live_at"] + PUBLISH_PATIENCE
        while time.time() < deadline:
            status, body = county.get(HOST, self._page["path"])
            if status == 200:
                late = time.time() - self._page["go_live_at"]
                if self._page["title"] not in body:
                    raise CheckFailed("the page does not show its title")
                return f"visible {late:.1f} s after its time"
            time.sleep(0.1)
        raise CheckFailed(f"not visible {PUBLISH_PATIENCE} s after its time")

    def is_archived(self, county: County) -> str:
        login = next(
            row for row in read_access(county) if (row["code"], row["role"]) == (BUREAU, "编辑")
        )
        editor = AdminSession(HOST, county.port)
        editor.sign_in(login["login"], login["password"])
        deadline = time.monotonic() + SNAPSHOT_PATIENCE
        while time.monotonic() < deadline:
            newest = editor.find(
                "/admin/disclosure_snapshots/results/",
                r"/admin/disclosure_snapshots/\d+/download/",
            )
            if newest:
                _status, body = editor.get(newest[0])
                pages = _pages(body)
                if any(page["url"].endswith(self._page["path"]) for page in pages):
                    self._wacz = county.state / "newest.wacz"
                    self._wacz.write_bytes(body)
                    return f"{len(pages)} pages, {len(body) / 1000:.0f} kB"
            time.sleep(0.5)
        raise CheckFailed(f"no snapshot with the page within {SNAPSHOT_PATIENCE} s")

    def is_accepted(self, county: County) -> str:
        with zipfile.ZipFile(self._wacz) as package:
            warcs = [name for name in package.namelist() if name.endswith(".warc.gz")]
            package.extractall(county.state / "wacz", warcs)
        _judge("wacz", "validate", "-f", str(self._wacz))
        for name in warcs:
            _judge("warcio", "check", str(county.state / "wacz" / name))
        return ", ".join(
            f"{tool} {importlib.metadata.version(tool)}" for tool in ("wacz", "warcio")
        )

    def _import(self, county: County) -> str:
        return _manage(
            county, "import_summary", str(self._document), "--bureau", BUREAU, "--year", str(YEAR)
        )


def _manage(county: County, *arguments: str) -> str:
    result = subprocess.run(
        manage(*arguments),
        env=county.env,
        cwd=state.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise CheckFailed(f"{arguments[0]} failed: {result.stderr.strip()[-2000:]}")
    return result.stdout


def _pages(wacz: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(wacz)) as package:
        lines = package.read("pages/pages.jsonl").decode().splitlines()
    return [json.loads(line) for line in lines[1:]]


def _judge(tool: str, *arguments: str) -> None:
    result = subprocess.run(
        [str(TOOLS / tool), *arguments], capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise CheckFailed(f"{tool} refuses the file: {result.stdout}{result.stderr}")
