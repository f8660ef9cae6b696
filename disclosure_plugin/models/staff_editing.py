"""How a list of leaders and staff is edited: it names somebody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

ROWS = ("group", "staff")


class StaffListForm(WagtailAdminPageForm):
    """The form of such a list; a list of nobody is refused."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        shown = [self.formsets[name] for name in ROWS if name in self.formsets]
        if shown and not any(_names_somebody(form) for rows in shown for form in rows.forms):
            self.add_error(None, _("Add a member of the leading group or a staff card."))
        return cleaned


def _names_somebody(form: Any) -> bool:
    if not form.has_changed() and not form.instance.pk:
        return False
    return not (form.is_valid() and form.cleaned_data.get("DELETE"))
