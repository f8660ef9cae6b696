"""Write what the search finds anew: for what was published before, or after an upgrade."""

from __future__ import annotations

from functools import partial

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin import bureaus
from disclosure_plugin.actions.search_sections import rebuild
from disclosure_plugin.management.progress import ProgressLine


class Command(BaseCommand):
    help = (
        "Write what the public search finds anew, from the pages that are public now. Can be "
        "repeated at any time; the search answers meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bureau", help="code of the bureau; all without it")

    def handle(self, *args: object, **options: object) -> None:
        chosen = options["bureau"]
        for code in [str(chosen)] if chosen else bureaus.every_code():
            line = ProgressLine(self.stdout)
            try:
                with bureaus.activate(code):
                    found = rebuild(partial(line.tell, "items"))
            except bureaus.NoBureau as error:
                raise CommandError(str(error)) from error
            line.end()
            self.stdout.write(f"{code}: {found} items are found by the search")
