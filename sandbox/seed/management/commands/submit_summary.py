"""Complete an imported summary as its editor would, and hand it in for review."""

import json
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.domain.register import Category
from disclosure_plugin.models import AnnualSummaryPage, Section
from sandbox.seed.bureaus import login
from sandbox.seed.only_demo import require_demo

# What somebody forgot in the document, and its editor fills in.
GAP, FILLED = "××乡", "翠屏镇"


def _fill_gaps(page: AnnualSummaryPage) -> None:
    stored = json.dumps(list(page.sections.raw_data), ensure_ascii=False)
    page.sections = stored.replace(GAP, FILLED)


class Command(BaseCommand):
    help = "Fill in what an imported summary lacks and submit it to the review workflow."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bureau", required=True)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--go-live-in", type=float, required=True, help="seconds from now")

    def handle(self, *args: object, **options: object) -> None:
        require_demo()
        with bureaus.activate(str(options["bureau"])):
            editor = get_user_model().objects.get(username=login(str(options["bureau"]), EDITORS))
            page = AnnualSummaryPage.objects.get(
                year=options["year"]
            ).get_latest_revision_as_object()
            page.abstract = "全年政务公开工作的做法、数字和下一步打算。"
            page.formed_on = timezone.localdate()
            _fill_gaps(page)
            page.category = Category.OTHER
            page.responsible_section = Section.objects.first()
            page.go_live_at = timezone.now() + timedelta(seconds=float(str(options["go_live_in"])))
            page.save_revision(user=editor)
            state = page.get_workflow().start(page, editor)
            self.stdout.write(
                json.dumps(
                    {
                        "page": page.pk,
                        "title": page.title,
                        "path": page.url,
                        "go_live_at": page.go_live_at.timestamp(),
                        "task_state": state.current_task_state.pk,
                    },
                    ensure_ascii=False,
                )
            )
