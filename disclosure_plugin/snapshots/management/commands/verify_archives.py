"""Read the stored archive files of one bureau again, or of all."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from disclosure_plugin import bureaus
from disclosure_plugin.snapshots.verifying import to_verify, verify


class Command(BaseCommand):
    help = "Check that every stored snapshot is what was written."

    def add_arguments(self, parser):
        parser.add_argument("--bureau", help="code of one bureau; without it all are checked")

    def handle(self, *args, bureau=None, **options):
        codes = bureaus.every_code()
        if bureau is not None and bureau not in codes:
            raise CommandError(f"There is no bureau {bureau!r}.")
        read = damaged = 0
        for code in [bureau] if bureau else codes:
            with bureaus.activate(code):
                for snapshot in to_verify():
                    read += 1
                    problem = verify(snapshot)
                    if problem:
                        damaged += 1
                        told = f"{code} {snapshot.file.name}: {problem}"
                        self.stderr.write(self.style.ERROR(told))
        if damaged:
            raise CommandError(f"{damaged} of {read} files are not what was written.")
        self.stdout.write(f"{read} files are what was written.")
