"""Check anew what is public, in one bureau or in all of them, one after the other."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin import bureaus
from disclosure_plugin.actions.clearing import why_standing_is_not_clear
from disclosure_plugin.actions.rescanning import ask_rescans, rescan
from disclosure_plugin.management.progress import ProgressLine
from disclosure_plugin.queries.published_personal_data import what_should_not_be_public
from disclosure_plugin.register.models import Rescan


class Command(BaseCommand):
    help = (
        "Check what is public or scheduled for personal data, with the rules and words of today. "
        "Ends with 1 if something is there that would not be published any more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bureau", help="code of the bureau; all open ones without it")

    def handle(self, *args: object, **options: object) -> None:
        chosen = options["bureau"]
        codes = [str(chosen)] if chosen else bureaus.codes()
        found = 0
        for code in codes:
            try:
                with bureaus.activate(code):
                    found += self._rescan(code)
            except bureaus.NoBureau as error:
                raise CommandError(str(error)) from error
        if found:
            raise CommandError(f"{found} pages are public or scheduled that should not be.")

    def _rescan(self, code: str) -> int:
        line = ProgressLine(self.stdout)
        [*waiting] = ask_rescans([code], by="rescan_published")
        if not waiting:
            raise CommandError(f"{code}: a check is running already. Wait until it has ended.")
        row: Rescan = rescan(waiting[0].pk, lambda done, pages: line.tell("check", done, pages))
        line.end()
        self.stdout.write(
            f"{code}: {row.done} pages checked, {row.with_hits} with personal data "
            f"({row.overridden} let pass), {row.not_checked} files to be looked at"
        )
        leaks = what_should_not_be_public()
        for one, stands in leaks:
            page = one.page.specific
            self.stdout.write(f"  {why_standing_is_not_clear(stands, page.title, page)}")
        return len(leaks)
