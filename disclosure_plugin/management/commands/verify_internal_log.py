"""Check the private logs of what bureaus have disclosed to their staff."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin import bureaus
from disclosure_plugin.bureaus import NoBureau
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.queries.internal_log import check_internal_log


class Command(BaseCommand):
    help = "Check that nothing in a bureau's log of internal disclosure was changed or removed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bureau", help="code of one bureau; without it all are checked")

    def handle(self, *args: Any, **options: Any) -> None:
        codes = [options["bureau"]] if options["bureau"] else bureaus.every_code()
        bad = 0
        for code in codes:
            try:
                with bureaus.activate(code):
                    size, last = check_internal_log()
            except NoBureau as error:
                raise CommandError(str(error)) from error
            except Refused as refused:
                bad += 1
                self.stderr.write(self.style.ERROR(f"{code}: {refusal_sentence(refused)}"))
            else:
                self.stdout.write(f"{code}: {size} entries, last hash {last}")
        if bad:
            raise CommandError(f"{bad} of {len(codes)} logs are not what was written.")
