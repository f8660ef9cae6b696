"""How a notice is edited: its matter is chosen from the county's list, its period is foretold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import HelpPanel

from disclosure_plugin.domain.notices import Unit, period
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.register.notice_matters import NoticeMatter
from disclosure_plugin.register.working_calendar import working_calendar


class NoticeForm(WagtailAdminPageForm):
    """The form of a notice; the list of matters is the county's, as it stands now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "matter" in self.fields:
            self.fields["matter"] = self._matters(self.fields["matter"])

    def _matters(self, field: forms.Field) -> forms.ChoiceField:
        chosen = self.instance.matter
        matters = [
            one for one in NoticeMatter.objects.all() if one.is_offered or one.code == chosen
        ]
        return forms.ChoiceField(
            label=field.label,
            required=field.required,
            choices=[("", "—"), *((one.code, _described(one)) for one in matters)],
        )


def _described(matter: NoticeMatter) -> str:
    """Say with the matter how long it stands at least."""
    if matter.shortest is None:
        return matter.name
    days = _("%(days)s %(unit)s or more") % {
        "days": matter.shortest,
        "unit": matter.get_unit_display(),
    }
    return pgettext("matter and length", "%(matter)s (%(days)s)") % {
        "matter": matter.name,
        "days": days,
    }


class PeriodPanel(HelpPanel):
    """What will become of the period, or has."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "disclosure_plugin/admin/notice_period.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "entry": self.instance.register_entry,
                **_foretold(self.instance),
            }


def _foretold(page: Any) -> dict[str, Any]:
    """Reckon the period as if the page became public today, or when it is scheduled."""
    if not page.days or not page.unit:
        return {}
    day = timezone.localdate(page.go_live_at) if page.go_live_at else timezone.localdate()
    day = max(day, timezone.localdate())
    try:
        return {
            "foretold": period(
                day, days=page.days, unit=Unit(page.unit), calendar=working_calendar()
            )
        }
    except Refused as refusal:
        return {"refusal": refusal_sentence(refusal)}
