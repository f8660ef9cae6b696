from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from disclosure_plugin import bureaus
from disclosure_plugin.actions.summary_import import ImportedSummary, import_summary
from disclosure_plugin.editor.messages import refusal_sentence, warning_sentence
from disclosure_plugin.errors import DisclosureError


class Command(BaseCommand):
    help = "Import a summary document (.txt or .docx) as a draft annual summary of a bureau."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bureau", required=True, help="code of the bureau, such as jsj")
        parser.add_argument("--year", required=True, type=int, help="the year it reports on")

    def handle(self, *args: object, **options: object) -> None:
        path, year = Path(str(options["file"])), int(str(options["year"]))
        try:
            file = path.open("rb")
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be read: %(reason)s.")
                % {"path": path, "reason": error.strerror}
            ) from error
        with file:
            try:
                with bureaus.activate(str(options["bureau"])):
                    imported = import_summary(file_name=path.name, file=file, year=year)
                    self.print_report(imported)
            except DisclosureError as error:
                raise CommandError(refusal_sentence(error)) from error

    def print_report(self, imported: ImportedSummary) -> None:
        page, report = imported.page, imported.record.report
        if not imported.created:
            self.stdout.write(
                _("Already imported: “%(title)s” (%(year)s), unchanged.")
                % {"title": page.title, "year": page.year}
            )
            return
        self.stdout.write(
            self.style.SUCCESS(
                _("Draft made: “%(title)s” (%(year)s).") % {"title": page.title, "year": page.year}
            )
        )
        self.print_sections(imported)
        self.print_figures(report["figures"])
        self.print_warnings(report["warnings"])

    def print_sections(self, imported: ImportedSummary) -> None:
        self.stdout.write(_("Characters: %(count)s") % {"count": imported.record.characters})
        for kind, count in imported.record.report["accounted"].items():
            self.stdout.write(f"  {kind}: {count}")
        for block in imported.page.sections:
            section = block.value
            self.stdout.write(f"{section['marker']}{section['heading']}")
            for part in section["parts"]:
                words = part["heading"] or _beginning(strip_tags(part["body"].source))
                self.stdout.write(f"    {part['marker']}{words}")
                for point in part["points"]:
                    self.stdout.write(f"        {point['marker']}{_beginning(point['text'])}")

    def print_figures(self, figures: list[dict]) -> None:
        self.stdout.write(_("Numbers: %(count)s") % {"count": len(figures)})
        for figure in figures:
            unit = figure["unit"] or _("no unit")
            words = f"{figure['before']}[{figure['written']}]{figure['after']}"
            self.stdout.write(f"  {figure['start']:>6}  {figure['written']} {unit}  {words}")

    def print_warnings(self, warnings: list[dict]) -> None:
        self.stdout.write(_("Places to look at: %(count)s") % {"count": len(warnings)})
        for warning in warnings:
            self.stdout.write(f"  {warning['start']:>6}  {warning_sentence(warning)}")


def _beginning(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"
