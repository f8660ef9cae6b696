from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin.tenancy import blueprints
from disclosure_plugin.tenancy.models import Bureau
from disclosure_plugin.tenancy.provisioning import CannotCreateBureau, create_bureau


class Command(BaseCommand):
    help = "Make a bureau with its own schema, site, roles and review workflow."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="short lower-case code, such as jsj")
        parser.add_argument("--name", required=True, help="full name of the bureau")
        parser.add_argument("--host", required=True, help="host name of its site, without port")
        parser.add_argument(
            "--path", default="", help="first segment of its addresses on the county's site"
        )
        parser.add_argument(
            "--canonical",
            choices=Bureau.Canonical.values,
            default=Bureau.Canonical.HOST.value,
            help="where its pages are at home; the other address sends there",
        )
        parser.add_argument(
            "--other-host",
            action="append",
            default=[],
            metavar="HOST",
            help="a further host name at which it answers; can be given several times",
        )
        parser.add_argument(
            "--credit-code", default="", help="unified social credit code (GB 32100-2015)"
        )
        parser.add_argument(
            "--blueprint",
            default="",
            help=f"what it begins with: {', '.join(blueprints.names())}",
        )
        parser.add_argument(
            "--administrator-name", default="", help="whole name of its administrator, invited now"
        )
        parser.add_argument(
            "--administrator", default="", metavar="USERNAME", help="what they will sign in with"
        )
        parser.add_argument(
            "--administrator-email", default="", help="where the invitation is sent"
        )
        parser.add_argument(
            "--county-office", action="store_true", help="this is the county office"
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            made = create_bureau(
                code=str(options["code"]),
                name=str(options["name"]),
                host=str(options["host"]),
                is_county_office=bool(options["county_office"]),
                path=str(options["path"]),
                canonical=str(options["canonical"]),
                other_hosts=list(options["other_host"]),  # type: ignore[call-overload]
                social_credit_code=str(options["credit_code"]),
                blueprint=str(options["blueprint"]),
                administrator_name=str(options["administrator_name"]),
                administrator=str(options["administrator"]),
                administrator_email=str(options["administrator_email"]),
            )
        except CannotCreateBureau as error:
            raise CommandError(str(error)) from error
        done = "created" if made.created else "already there, brought up to date"
        self.stdout.write(self.style.SUCCESS(f"{made.bureau.code}: {done}"))
        if made.invitation:
            self.stdout.write(
                f"One-time link for {made.invitation.user.get_username()}, shown only now: "
                f"{made.invitation.link}"
            )
