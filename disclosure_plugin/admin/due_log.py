"""What the history of an object says when something due could not be done."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter


class ParkedFormatter(LogFormatter):
    label = gettext_lazy("Lay a schedule aside")

    def format_message(self, log_entry):
        return _("Could not be done at its time: %(reason)s") % {
            "reason": log_entry.data.get("reason", "")
        }
