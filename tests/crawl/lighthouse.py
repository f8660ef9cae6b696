"""make lighthouse: let Lighthouse judge pages of a fresh demo county.

Lighthouse is a program of its own, fetched by npm into `.cache` in a fixed version; its settings
are its own defaults, which stand for a middling phone on a slow network.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sandbox.services.county import fresh_county
from sandbox.services.progress import Progress
from sandbox.take_pictures import PUBLIC, follow, opened_browser

VERSION = "12.8.2"
CACHE = Path(__file__).parents[2] / ".cache" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
GOAL = 95
PAGES = ("construction", "board", "service-procedure", "notice", "commitments", "search")
CHROMIUM = "--headless=new --no-sandbox --host-resolver-rules='MAP *.localhost 127.0.0.1'"
TRIES = 3  # Chromium does not always record a trace


@dataclass(frozen=True)
class Judged:
    """What Lighthouse says of a page: points of 100 by category, and bytes of a first visit."""

    points: dict[str, int]
    size: int


def main() -> int:
    """Judge every page.

    Returns:
        0 if all reach the goal, else 1.
    """
    parser = argparse.ArgumentParser(prog="make lighthouse")
    parser.add_argument("--port", type=int, help="of a demo that runs, instead of a fresh one")
    options = parser.parse_args()
    program = _installed()
    if options.port:
        return _judge_all(program, options.port)
    with fresh_county(Progress()) as county:
        return _judge_all(program, county.port)


def _installed() -> Path:
    program = CACHE / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        if shutil.which("npm") is None:
            sys.exit("npm is needed. On Debian or Ubuntu: apt install npm")
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--silent", "--prefix", str(CACHE), f"lighthouse@{VERSION}"],
            check=True,
        )
    return program


def _judge_all(program: Path, port: int) -> int:
    addresses = {}
    with opened_browser() as browser:
        page = browser.new_page(locale="zh-CN")
        for name in PAGES:
            follow(page, port, *PUBLIC[name])
            addresses[name] = page.url
    missed = 0
    _say(f"Lighthouse {VERSION}; goal {GOAL} each\n")
    _say("| Page | " + " | ".join(CATEGORIES) + " | first visit | Holds |")
    _say("|---|" + "---|" * (len(CATEGORIES) + 2))
    for name, address in addresses.items():
        judged = _judge(program, address)
        holds = min(judged.points.values()) >= GOAL
        missed += not holds
        points = " | ".join(str(judged.points[one]) for one in CATEGORIES)
        size = f"{judged.size / 1024:.0f} KB"
        _say(f"| {name} | {points} | {size} | {'yes' if holds else '**no**'} |")
    return int(bool(missed))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _judge(program: Path, address: str) -> Judged:
    for _try in range(TRIES):
        done = subprocess.run(
            [
                *(str(program), address, "--quiet", "--output=json"),
                f"--only-categories={','.join(CATEGORIES)}",
                f"--chrome-flags={CHROMIUM}",
            ],
            env={**os.environ, "CHROME_PATH": shutil.which("chromium") or ""},
            capture_output=True,
            text=True,
        )
        report = json.loads(done.stdout) if done.returncode == 0 else {}
        if report and not report.get("runtimeError"):
            points = {one: report["categories"][one]["score"] for one in CATEGORIES}
            return Judged(
                {one: round(score * 100) for one, score in points.items()},
                round(report["audits"]["total-byte-weight"]["numericValue"]),
            )
    sys.exit(f"Lighthouse could not judge {address}:\n{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
