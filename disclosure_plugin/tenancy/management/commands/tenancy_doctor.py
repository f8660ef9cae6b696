import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.tenancy.doctor.rounds import (
    broken_in,
    full_round,
    leaks_in,
    read_only_round,
)
from disclosure_plugin.tenancy.doctor.running import Outcome, Result, chosen

ROW = "{:<20} {:<14} {:>6} {:>8}  {}"


class Command(BaseCommand):
    help = "Set two bureaus against each other and report what gets through."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--read-only",
            action="store_true",
            help="look at the bureaus that exist, and write nothing; for a live installation",
        )
        parser.add_argument(
            "--probe", action="append", default=[], metavar="ID", help="run only this probe"
        )
        parser.add_argument("--list", action="store_true", help="list the probes, run none")
        parser.add_argument("--json", action="store_true", help="print the results as JSON")

    def handle(self, *args: object, **options: object) -> None:
        read_only, as_json = bool(options["read_only"]), bool(options["json"])
        try:
            wanted = chosen(list(options["probe"]), read_only=read_only)  # type: ignore[call-overload]
            if options["list"]:
                for probe in wanted:
                    self.stdout.write(f"{probe.id:<20} {probe.title}: {'; '.join(probe.guards)}")
                return
            if not as_json:
                self.stdout.write(ROW.format("probe", "outcome", "looked", "seconds", "what"))
            report = (lambda result: None) if as_json else self._print
            with _ended_by_sigterm():
                look = read_only_round if read_only else full_round
                results = look(wanted, report)
        except DisclosureError as error:
            raise CommandError(str(error)) from error
        leaks, broken = leaks_in(results), broken_in(results)
        if as_json:
            found = {
                "leaks": leaks,
                "broken": broken,
                "probes": [one.as_json() for one in results],
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        summary = f"{len(results)} probes, {leaks} leaks, {broken} could not look."
        if leaks or broken:
            raise CommandError(summary)
        if not as_json:
            self.stdout.write(self.style.SUCCESS(summary))

    def _print(self, result: Result) -> None:
        line = ROW.format(
            result.probe, result.outcome, result.looked, f"{result.seconds:.2f}", result.title
        )
        bad = result.outcome in (Outcome.LEAK, Outcome.BROKEN)
        self.stdout.write(self.style.ERROR(line) if bad else line)
        for finding in result.findings:
            self.stdout.write(f"  {finding}")
        self.stdout.flush()


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let a service manager's request to stop unwind the stack, as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
