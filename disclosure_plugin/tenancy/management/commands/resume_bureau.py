from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin.tenancy.states import CannotChangeState, resume


class Command(BaseCommand):
    help = "Open a suspended or closed bureau again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the bureau, such as jsj")

    def handle(self, *args: object, **options: object) -> None:
        try:
            bureau = resume(str(options["code"]))
        except CannotChangeState as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{bureau.code}: open"))
