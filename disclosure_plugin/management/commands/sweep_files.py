from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin import bureaus
from disclosure_plugin.actions.public_files import sweep


class Command(BaseCommand):
    help = "Make public storage what the live pages say; for every bureau, or for one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bureau", help="code of the bureau; all open ones without it")

    def handle(self, *args: object, **options: object) -> None:
        chosen = options["bureau"]
        for code in [str(chosen)] if chosen else bureaus.codes():
            try:
                with bureaus.activate(code):
                    swept = sweep()
            except bureaus.NoBureau as error:
                raise CommandError(str(error)) from error
            self.stdout.write(
                f"{code}: {swept.pages_published} pages published with their files, "
                f"{swept.files_restored} files restored, {swept.files_removed} removed, "
                f"{swept.uses_ended} uses ended"
            )
