from pathlib import Path
from typing import cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from disclosure_plugin.actions.backups.installation import Installation, this_installation
from disclosure_plugin.actions.backups.restoring import Restored, restore_backup, take_keys
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.management.progress import ProgressLine


class Command(BaseCommand):
    help = "Put a backup into an empty database and empty folders."
    requires_system_checks: list[str] = []  # some of them ask a database that is still empty

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what the command backup has written")
        parser.add_argument(
            "--replace", action="store_true", help="delete what is there; asks for the name"
        )
        parser.add_argument(
            "--yes-delete",
            metavar="DATABASE",
            default="",
            help="with --replace: the answer to its question",
        )
        parser.add_argument(
            "--keys-to",
            type=Path,
            metavar="FOLDER",
            help="write the keys that the backup holds into this folder, and restore nothing",
        )

        parser.add_argument(
            "--published",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="a signed state of a publication log that was kept outside; can be repeated",
        )
        parser.add_argument(
            "--continue-logs",
            action="store_true",
            help="nothing was published after this backup: let the publication logs go on",
        )

    def handle(self, *args: object, **options: object) -> None:
        path = Path(str(options["file"])).absolute()
        line = ProgressLine(self.stdout)
        try:
            if options["keys_to"]:
                for written in take_keys(path, Path(str(options["keys_to"])).absolute()):
                    self.stdout.write(str(written))
                return
            installation = this_installation()
            if options["replace"]:
                self.confirm(installation, str(options["yes_delete"]))
            done = restore_backup(
                installation,
                path,
                replace=bool(options["replace"]),
                published=cast(list[Path], options["published"]),
                continue_logs=bool(options["continue_logs"]),
                tell=line.tell,
            )
        except DisclosureError as error:
            line.end()
            raise CommandError(str(error)) from error
        self.report(done)

    def confirm(self, installation: Installation, answer: str) -> None:
        name = installation.database.name
        if not answer:
            self.stdout.write(
                _("Everything in the database %(name)s and in these folders will be deleted:")
                % {"name": name}
            )
            for folder in installation.folders.values():
                self.stdout.write(f"  {folder}")
            try:
                answer = input(_("Type the name of the database to go on: "))
            except EOFError:
                answer = ""
        if answer != name:
            raise CommandError(_("That is not its name. Nothing was changed."))

    def report(self, done: Restored) -> None:
        manifest = done.manifest
        for name in done.missing_files:
            self.stderr.write(_("Missing file: %(name)s") % {"name": name})
        for alias in manifest.not_included:
            self.stderr.write(
                _("Not in it: the storage %(alias)s, which is no folder.") % {"alias": alias}
            )
        if done.cache_error:
            self.stderr.write(
                _("The caches could not be emptied (%(reason)s): restart Redis before the rest.")
                % {"reason": done.cache_error}
            )
        self.stdout.write(
            self.style.SUCCESS(
                _("Restored: the installation as of %(when)s, with bureaus: %(bureaus)s.")
                % {"when": manifest.created_at, "bureaus": ", ".join(manifest.bureaus)}
            )
        )
        self.report_logs(done)
        self.stdout.write(_("What to do next:"))
        if done.behind:
            self.stdout.write(
                _("- Bring the database up to this release: migrate_bureaus (or migrate).")
            )
        self.stdout.write(_("- Set SECRET_KEY to the old one, or everybody has to sign in again."))
        self.stdout.write(_("- Start web, workers and beat; what fell due is published at once."))

    def report_logs(self, done: Restored) -> None:
        for origin in done.shortened_logs:
            self.stderr.write(
                _(
                    "More was published than the backup holds: the log %(origin)s stays closed, "
                    "with its newest signed state."
                )
                % {"origin": origin}
            )
        if not done.logs_continue:
            self.stdout.write(
                _("Publication logs were closed; each bureau's next one names the one before.")
            )
