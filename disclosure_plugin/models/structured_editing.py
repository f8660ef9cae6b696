"""How structured items are edited: what they lack is listed, and keeps them from being handed in.

Saving a draft asks for nothing; neither does autosave.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import HelpPanel

from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.required_elements import element_names

# What Wagtail's buttons that hand a page in are called.
HANDING_IN = ("action-submit", "action-restart-workflow")


class StructuredForm(WagtailAdminPageForm):
    """The form of a structured item; handed in incomplete, it keeps what was typed."""

    def is_valid(self) -> bool:
        is_valid: bool = super().is_valid()
        if not self._is_handed_in():
            return is_valid
        page = self._as_typed()
        # What is wrong at its field is said there; what is missing is said once, all of it.
        sentences = page.reasons_to_wait() if is_valid else [page.incomplete_sentence()]
        for sentence in filter(None, sentences):
            self.add_error(None, sentence)
        return is_valid and not self.errors

    def _as_typed(self) -> Any:
        """Return the page with its rows, which the form keeps apart until it is saved."""
        for name, formset in self.formsets.items():
            if hasattr(self.instance, name):
                formset.is_valid()  # those after the first that is wrong were not looked at
                rows = [
                    form.instance
                    for form in formset.forms
                    if (form.instance.pk or form.has_changed())
                    and not formset._should_delete_form(form)
                ]
                getattr(self.instance, name).set(rows)
        return self.instance

    def _is_handed_in(self) -> bool:
        return any(name in self.data for name in HANDING_IN)


class ElementsPanel(HelpPanel):
    """What the page lacks, as it was saved last."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "disclosure_plugin/admin/required_elements.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            page = self.instance
            return {
                **super().get_context_data(parent_context),
                "missing": element_names(page.missing_elements()),
                "contradictions": [refusal_sentence(one) for one in page.contradictions()],
            }
