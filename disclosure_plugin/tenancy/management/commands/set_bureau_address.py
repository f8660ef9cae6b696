from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin import bureaus
from disclosure_plugin.tenancy.addresses import CannotSetAddress, set_address
from disclosure_plugin.tenancy.models import Bureau


class Command(BaseCommand):
    help = "Change where a bureau is reached. What is not given stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the bureau, such as jsj")
        parser.add_argument("--host", help="its main host name, without port")
        parser.add_argument(
            "--other-host",
            action="append",
            help="a further host name; repeat for more, and name those that are to stay",
        )
        parser.add_argument(
            "--path", help="first segment of its addresses on the county's site; '' for none"
        )
        parser.add_argument(
            "--canonical",
            choices=Bureau.Canonical.values,
            help="where its pages are at home; the other address sends there",
        )

    def handle(self, *args: object, **options: Any) -> None:
        code = str(options["code"])
        try:
            set_address(
                code,
                host=options["host"],
                other_hosts=options["other_host"],
                path=options["path"],
                canonical=options["canonical"],
            )
        except CannotSetAddress as error:
            raise CommandError(str(error)) from error
        with bureaus.activate(code):
            public, admin = bureaus.public_address(), bureaus.admin_address()
        self.stdout.write(self.style.SUCCESS(f"{code}: {public}"))
        self.stdout.write(f"its admin is on {admin}")
