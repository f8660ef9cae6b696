from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from disclosure_plugin.actions.backups.installation import this_installation
from disclosure_plugin.actions.backups.making import Made, make_backup
from disclosure_plugin.actions.backups.manifest import Manifest
from disclosure_plugin.actions.backups.restoring import check_backup
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.management.progress import ProgressLine


class Command(BaseCommand):
    help = "Write database and files of the whole installation into one file, or check one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="folder for the backup; with --check the file")
        parser.add_argument(
            "--check", action="store_true", help="read a backup and say whether it is whole"
        )
        parser.add_argument(
            "--include-keys", action="store_true", help="put SECRET_KEY and key files into it too"
        )
        parser.add_argument(
            "--keep", type=int, default=0, help="delete all but the newest so many afterwards"
        )

    def handle(self, *args: object, **options: object) -> None:
        path = Path(str(options["path"])).absolute()
        keep = int(str(options["keep"]))
        if keep < 0:
            raise CommandError(_("--keep must be 0 or more."))
        line = ProgressLine(self.stdout)
        try:
            if options["check"]:
                self.describe(check_backup(path, line.tell))
                self.stdout.write(self.style.SUCCESS(_("The backup is whole.")))
                return
            made = make_backup(
                this_installation(),
                path,
                include_keys=bool(options["include_keys"]),
                keep=keep,
                tell=line.tell,
            )
        except DisclosureError as error:
            line.end()
            raise CommandError(str(error)) from error
        self.report(made)

    def report(self, made: Made) -> None:
        self.describe(made.manifest)
        for path in made.removed:
            self.stdout.write(_("Deleted: %(path)s") % {"path": path})
        words = {"path": made.path, "size": made.path.stat().st_size / 10**6}
        self.stdout.write(self.style.SUCCESS(_("Backup: %(path)s (%(size).1f MB)") % words))

    def describe(self, manifest: Manifest) -> None:
        files = [part for name, part in manifest.parts.items() if name.startswith("files/")]
        words = {
            "when": manifest.created_at,
            "bureaus": len(manifest.bureaus),
            "rows": sum(size.rows for size in manifest.schemas.values()),
            "files": sum(part.members for part in files),
        }
        self.stdout.write(
            _("%(when)s: bureaus %(bureaus)s, rows %(rows)s, files %(files)s") % words
        )
        if manifest.has_keys:
            self.stdout.write(
                self.style.WARNING(_("It holds keys: keep it as secret as they are."))
            )
        else:
            self.stdout.write(_("It holds no keys: keep SECRET_KEY and the environment apart."))
        for alias in manifest.not_included:
            self.stderr.write(
                _("Not in it: the storage %(alias)s, which is no folder.") % {"alias": alias}
            )
        for name in manifest.missing_files:
            self.stderr.write(_("Missing file: %(name)s") % {"name": name})
