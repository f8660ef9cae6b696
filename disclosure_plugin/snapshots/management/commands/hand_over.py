"""Hand snapshots of a bureau over to the archives: one file, with everything to check it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosure_plugin import bureaus
from disclosure_plugin.domain.retention import Retention
from disclosure_plugin.snapshots.hand_overs import HandOver
from disclosure_plugin.snapshots.handing_over import work_off


class Command(BaseCommand):
    help = "Put snapshots of a bureau into one file for the archives."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where the file is written")
        parser.add_argument("--bureau", required=True, help="code of the bureau")
        parser.add_argument(
            "--from", required=True, type=_day, dest="begin", metavar="DAY", help="2026-01-01"
        )
        parser.add_argument("--to", required=True, type=_day, dest="end", metavar="DAY")
        parser.add_argument("--retention", default="", choices=["", *map(str, Retention)])

    def handle(self, *args, folder, bureau, begin, end, retention, **options):
        if bureau not in bureaus.every_code():
            raise CommandError(f"There is no bureau {bureau!r}.")
        if begin > end:
            raise CommandError("The last day is before the first.")
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        with bureaus.activate(bureau):
            asked = HandOver.objects.create(period_from=begin, period_to=end, retention=retention)
            work_off()
            asked.refresh_from_db()
            if asked.state != HandOver.State.COMPLETE:
                raise CommandError(
                    asked.error or "Another worker puts it together; see the admin."
                )
            target = folder / f"{bureau}-{asked.name}.zip"
            with asked.file.open() as source, target.open("xb") as copy:
                shutil.copyfileobj(source, copy)
        self.stdout.write(f"{target}: {asked.packages_done} packages, SHA-256 {asked.sha256}")
        for one in asked.left_out:
            self.stderr.write(f"Left out: snapshot {one['snapshot']}, {one['reason']}.")
        if asked.failed_checks:
            self.stderr.write(f"{asked.failed_checks} checks failed: see reports/ in the file.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no day; write it like 2026-01-01.") from None
