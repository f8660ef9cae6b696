"""The parts of the platform, as people read them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.platform import Part

NAMES = {
    Part.GUIDE: pgettext_lazy("part of the platform", "Guide to open information"),
    Part.RULES: pgettext_lazy("part of the platform", "Rules of open information"),
    Part.MANDATORY: pgettext_lazy("part of the platform", "What the law says to disclose"),
    Part.REPORTS: pgettext_lazy("part of the platform", "Annual reports"),
    Part.REQUESTS: pgettext_lazy("part of the platform", "Disclosure on request"),
}
# What there is to do about a part with nothing in it.
EMPTY = {
    Part.GUIDE: _("Enter the disclosure office in the settings of the bureau."),
    Part.RULES: _("Publish the bureau's rules of open information as rule documents."),
    Part.MANDATORY: _("Publish items in the columns of a board."),
    Part.REPORTS: _("Publish the annual reports."),
    Part.REQUESTS: _("Enter the disclosure office in the settings of the bureau."),
}
