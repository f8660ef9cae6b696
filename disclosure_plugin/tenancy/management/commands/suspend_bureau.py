from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin.tenancy.states import CannotChangeState, suspend


class Command(BaseCommand):
    help = "Let every address of a bureau answer 503 with a reason, until resume_bureau."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the bureau, such as jsj")
        parser.add_argument(
            "--reason", required=True, help="a sentence that every visitor will read"
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            bureau = suspend(str(options["code"]), reason=str(options["reason"]))
        except CannotChangeState as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            self.style.SUCCESS(f"{bureau.code}: suspended since {bureau.state_since}")
        )
