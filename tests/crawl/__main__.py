"""make crawl: follow every public link of a fresh demo county and look at every page.

Each page is looked at in Chromium at three widths, in standard and in large text: axe, sideways
scrolling, errors in the console, requests to other hosts. The Nu HTML checker reads its markup.
No link may be dead, and no page that a cache may keep may have a form that is sent by POST.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sandbox.services.county import fresh_county
from sandbox.services.progress import Progress

from . import markup, screens
from .addresses import Answer, crawl, posts_forms

MOST = 5_000
CACHE = Path(__file__).parents[2] / ".cache"


def main() -> int:
    """Look at everything.

    Returns:
        0 if nothing is wrong, else 1.
    """
    parser = argparse.ArgumentParser(prog="make crawl")
    parser.add_argument("--at", help="address of a county that runs, instead of a fresh one")
    parser.add_argument("--pages", type=int, help="look at so many pages at most in the browser")
    options = parser.parse_args()
    progress = Progress()
    if options.at:
        return _look(options.at, options.pages, progress)
    with fresh_county(progress) as county:
        return _look(f"http://county.localhost:{county.port}/", options.pages, progress)


def _look(first: str, most: int | None, progress: Progress) -> int:
    began = time.monotonic()
    faults: list[tuple[str, str, str]] = []
    answers = list(crawl(first, most=MOST))
    pages = [one for one in answers if one.is_page]
    progress.say(f"{len(answers)} addresses, {len(pages)} of them pages")
    faults += [("links", one, what) for one, what in _dead(answers)]
    faults += [
        ("forms", one.address, "a cache may keep it, and it has a form that is sent by POST")
        for one in pages
        if _may_be_kept(one) and posts_forms(one.body.decode())
    ]
    with tempfile.TemporaryDirectory(prefix="vnu-") as work:
        jar = markup.checker(CACHE)
        faults += [("markup", *one) for one in markup.faults(pages, jar, Path(work))]
    progress.say("markup was read")
    looked = pages[:most]
    with screens.visitor() as visitor:
        for number, page in enumerate(looked, 1):
            for view in screens.VIEWS:
                faults += [
                    ("screen", page.address, what)
                    for what in screens.faults(visitor, page.address, view)
                ]
            if number % 20 == 0:
                progress.say(f"{number} of {len(looked)} pages were looked at")
    _report(answers, looked, faults, time.monotonic() - began)
    return int(bool(faults))


def _dead(answers: Iterable[Answer]) -> Iterable[tuple[str, str]]:
    for one in answers:
        if one.status >= 400 and one.status not in (410, 451):  # removed, and said so
            yield one.address, f"a link leads here, and it answers {one.status}"


def _may_be_kept(answer: Answer) -> bool:
    said = answer.headers.get("cache-control", "")
    return not any(word in said for word in ("no-store", "private", "no-cache"))


def _report(
    answers: list[Answer],
    looked: list[Answer],
    faults: list[tuple[str, str, str]],
    seconds: float,
) -> None:
    print(  # noqa: T201
        f"\n`make crawl`: {len(answers)} addresses, {len(looked)} pages × {len(screens.WIDTHS)} "
        f"widths × {len(screens.VIEWS)} views, {seconds:.0f} s.\n"
    )
    counted = Counter(kind for kind, _address, _what in faults)
    print("| What | Wrong |\n|---|---|")  # noqa: T201
    for kind in ("links", "forms", "markup", "screen"):
        print(f"| {kind} | {counted[kind]} |")  # noqa: T201
    for kind, address, what in faults:
        print(f"{kind}: {address}: {what}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
