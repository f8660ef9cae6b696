from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin.tenancy.importing import preparing, running
from disclosure_plugin.tenancy.importing.csv_files import UnreadableList
from disclosure_plugin.tenancy.models import BureauImportRow


class Command(BaseCommand):
    help = "Make the bureaus that a CSV file lists; one line that fails stops no other."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV file, UTF-8 or GB18030")
        parser.add_argument(
            "--check", action="store_true", help="say what would happen; make nothing"
        )

    def handle(self, *args: object, **options: object) -> None:
        path = Path(str(options["file"]))
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        try:
            prepared = preparing.prepare(file_name=path.name, data=data)
        except UnreadableList as error:
            raise CommandError(f"{path}: {error}") from error
        if not options["check"]:
            preparing.start(prepared)
            running.run_waiting()
        bad = 0
        for row in prepared.rows.all():
            words = f"{row.line}: {row.values['code']}: {row.get_state_display()} {row.message}"
            self.stdout.write(words.rstrip())
            bad += row.state in (BureauImportRow.State.REFUSED, BureauImportRow.State.FAILED)
        waiting = prepared.rows.filter(state=BureauImportRow.State.NEW).exists()
        if options["check"]:
            prepared.delete()
        elif waiting:
            self.stdout.write("The rest is made by the workers within seconds.")
        if bad:
            raise CommandError(f"{bad} not made.")
