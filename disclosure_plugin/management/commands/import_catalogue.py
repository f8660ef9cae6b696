"""Read a catalogue from a spreadsheet, at the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin.actions.catalogue_editing import preview_table, take_table, upload_table
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.management.progress import ProgressLine
from disclosure_plugin.register.models import Catalogue


class Command(BaseCommand):
    help = (
        "Check an .xlsx or .csv file against a catalogue and say what would change; with --take, "
        "make the catalogue so. All rows or none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("catalogue", help="its code, such as construction")
        parser.add_argument("file", type=Path)
        parser.add_argument("--take", action="store_true", help="make the catalogue so")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        catalogue = Catalogue.objects.filter(code=options["catalogue"]).first()
        if catalogue is None:
            known = ", ".join(Catalogue.objects.values_list("code", flat=True)) or "none"
            raise CommandError(
                f"There is no catalogue {options['catalogue']!r}. Catalogues: {known}."
            )
        progress = ProgressLine(self.stderr)
        try:
            with path.open("rb") as file:
                table = upload_table(
                    catalogue,
                    file,
                    path.name,
                    size=path.stat().st_size,
                    by="import_catalogue",
                    tell=lambda done, rows: progress.tell("rows", done, rows),
                )
            progress.end()
            for one in table.problem_rows():
                place = f"{one['sheet']} {one['column']}{one['row']}"
                self.stdout.write(f"{place}: {one['sentence']}")
            for sheet, row, text in table.unread:
                self.stdout.write(f"{sheet} {row}: the time limit is kept as text: {text}")
            counts = preview_table(table).counts
            self.stdout.write(
                "{added} rows added, {changed} changed, {removed} dropped".format(**counts)
            )
            if options["take"]:
                take_table(table.pk, by="import_catalogue")
                self.stdout.write("taken")
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except Refused as refusal:
            raise CommandError(refusal_sentence(refusal)) from refusal
        if table.problems:
            raise CommandError("Nothing was changed.")
