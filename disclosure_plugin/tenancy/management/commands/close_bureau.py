from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin.tenancy.states import CannotChangeState, close


class Command(BaseCommand):
    help = "End a bureau's work: its public pages stay readable, nothing can be edited."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the bureau, such as jsj")
        parser.add_argument(
            "--reason", required=True, help="a sentence that its editors will read"
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            bureau = close(str(options["code"]), reason=str(options["reason"]))
        except CannotChangeState as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{bureau.code}: closed since {bureau.state_since}"))
