"""What the history of an annual report says of the county and of its import."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from disclosure_plugin.actions.annual_report_import import IMPORTED
from disclosure_plugin.actions.annual_report_submitting import ACCEPTED, SUBMITTED

ANNUAL_REPORT_ACTIONS = [
    (
        IMPORTED,
        gettext_lazy("Import an annual report"),
        gettext_lazy("Read from a published report"),
    ),
    (
        SUBMITTED,
        gettext_lazy("Hand an annual report in"),
        gettext_lazy("Handed in to the county"),
    ),
    (
        ACCEPTED,
        gettext_lazy("Accept an annual report"),
        gettext_lazy("The county has accepted it"),
    ),
]


class ReturnedFormatter(LogFormatter):
    label = gettext_lazy("Return an annual report")

    def format_message(self, log_entry):
        return _("The county has returned it: %(reason)s") % {
            "reason": log_entry.data.get("reason", "")
        }
