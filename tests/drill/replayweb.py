"""Play a package back with ReplayWeb.page in a browser without a window."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Frame, Page, Response, sync_playwright

from .evidence import Case, timestamp
from .served import Served, serving
from .tools import Tools

SAMPLE = 50
LOAD_SECONDS = 30
# What the player asks the package for: collection, time and kind, address.
REPLAYED = re.compile(r"(/replay/w/.+?)/\d*([a-z]{2})_/http")
PAGE, AS_CAPTURED = "mp", "id"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHELL = """<!doctype html><meta charset="utf-8"><script src="/ui.js"></script>
<replay-web-page source="/snapshot.wacz" url="{url}" ts="{time}" embed="default"
  replayBase="/replay/" style="width: 100vw; height: 100vh; display: block"></replay-web-page>
"""
FETCH_HASH = """async (address) => {
  const answer = await fetch(address);
  const hash = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer());
  const bytes = Array.from(new Uint8Array(hash));
  return [answer.status, bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")];
}"""


@dataclass(frozen=True)
class Played:
    """What was played.

    Attributes:
        rows: how many addresses were asked for.
        wrong: a sentence about each that is not byte for byte the same.
        missing: a sentence about each file that the shown page did not get.
        picture: of the page as it was shown.
    """

    rows: int
    wrong: list[str]
    missing: list[str]
    picture: Path


def replayed(case: Case, tools: Tools) -> Played:
    """Show the first page, and fetch a sample of what answered 200, at its time.

    Others cannot be asked for: the browser follows a redirect by itself.
    """
    rows = [row for row in case.rows if row["status"] == 200]
    count = min(SAMPLE, len(rows))
    rows = [rows[place * len(rows) // count] for place in range(count)]
    picture = case.package.with_suffix(".png")
    missing: list[str] = []
    with serving(_files(case, tools)) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        page.on("response", lambda answer: _note_missing(answer, missing))
        page.goto(f"http://127.0.0.1:{port}/")
        shown = _shown(page)
        if shown is None:
            page.screenshot(path=picture)
            browser.close()
            return Played(len(rows), ["the player shows no page"], missing, picture)
        player, collection = shown
        wrong = [text for row in rows if (text := _wrong(player, collection, row))]
        page.screenshot(path=picture)
        browser.close()
    return Played(len(rows), wrong, missing, picture)


def _files(case: Case, tools: Tools) -> dict[str, Served]:
    script = "text/javascript; charset=utf-8"
    begin = next(row for row in case.rows if row["status"] == 200 and _is_page(row))
    shell = SHELL.format(url=begin["url"], time=timestamp(begin)).encode()
    return {
        "/": Served("text/html; charset=utf-8", shell),
        "/ui.js": Served(script, (tools.replayweb / "ui.js").read_bytes()),
        "/sw.js": Served(script, (tools.replayweb / "sw.js").read_bytes()),
        "/replay/sw.js": Served(script, b'importScripts("/sw.js");'),
        "/snapshot.wacz": Served("application/wacz", case.package.read_bytes()),
    }


def _is_page(row: dict[str, str]) -> bool:
    return row["type"] == "text/html"


def _shown(page: Page) -> tuple[Frame, str] | None:
    """The player's own frame and the address of its collection, once it shows a page."""
    for _tenth in range(LOAD_SECONDS * 10):
        page.wait_for_timeout(100)
        for frame in page.frames:
            found = REPLAYED.search(frame.url)
            player = frame.parent_frame
            if found and found[2] == PAGE and player is not None and _has_text(frame):
                page.wait_for_timeout(1000)  # for the files it is shown with
                return player, found[1]
    return None


def _has_text(frame: Frame) -> bool:
    try:
        return len(frame.inner_text("body", timeout=1000).strip()) > 0
    except Error:  # it has just navigated
        return False


def _wrong(player: Frame, collection: str, row: dict[str, str]) -> str:
    """Say what is wrong with a row as the player gives it; empty if nothing is."""
    address = f"{collection}/{timestamp(row)}{AS_CAPTURED}_/{row['url']}"
    try:
        status, sha256 = player.evaluate(FETCH_HASH, address)
    except Error as error:
        return f"{row['url']}: {error.message}"
    if status != 200:
        return f"{row['url']} answered {status}"
    return "" if sha256 == row["sha256"] else f"{row['url']} has other bytes"


def _note_missing(answer: Response, missing: list[str]) -> None:
    found = REPLAYED.search(answer.url)
    if found and found[2] != AS_CAPTURED and answer.status >= 400:
        missing.append(f"{answer.url[found.end() - 4 :]} answered {answer.status}")
