from collections.abc import Sequence

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_tenants.utils import get_public_schema_name

from disclosure_plugin.tenancy.migrating import Result, Step, migrate_bureaus, plan
from disclosure_plugin.tenancy.models import SCHEMA_PREFIX, TEMPLATE

ROW = "{:<16} {:<9} {:>8}  {}"


class Command(BaseCommand):
    help = "Migrate the shared schema and every bureau that is behind."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--plan", action="store_true", help="list who is behind, and change nothing"
        )

    def handle(self, *args: object, **options: object) -> None:
        if options["plan"]:
            self._print_plan(plan())
            return
        results: list[Result] = []

        def report(result: Result) -> None:
            if not results:
                self.stdout.write(ROW.format("bureau", "way", "seconds", "migrations"))
            results.append(result)
            self._print(result)

        if not migrate_bureaus(report):
            failed = sum(1 for result in results if result.error)
            raise CommandError(
                f"{failed} of {len(results)} failed and are as they were after the last "
                "migration that worked; repair what the lines above name, and run this again."
            )
        done = f"{len(results)} migrated." if results else "Nobody is behind."
        self.stdout.write(self.style.SUCCESS(done))

    def _print_plan(self, steps: Sequence[Step]) -> None:
        if not steps:
            self.stdout.write("Nobody is behind.")
            return
        self.stdout.write(ROW.format("bureau", "way", "", "migrations"))
        for step in steps:
            self.stdout.write(ROW.format(_who(step), step.way, "", _names(step)))

    def _print(self, result: Result) -> None:
        step = result.step
        self.stdout.write(ROW.format(_who(step), step.way, f"{result.seconds:.2f}", _names(step)))
        if result.error:
            self.stdout.write(self.style.ERROR(f"  failed: {result.error}"))


def _who(step: Step) -> str:
    if step.schema == get_public_schema_name():
        return "(shared)"
    return "(template)" if step.schema == TEMPLATE else step.schema.removeprefix(SCHEMA_PREFIX)


def _names(step: Step) -> str:
    names = [f"{one.app_label}.{one.name}" for one in step.migrations]
    return ", ".join(names) if len(names) <= 3 else f"{names[0]} … {names[-1]} ({len(names)})"
