"""What an editor sees of a summary's checks and counted figures, above and in its form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel

from disclosure_plugin.editor.summary_checks import found_sentence


class SummaryChecksPanel(HelpPanel):
    """What is wrong with the summary as it was saved last; the hard ones keep it back."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "disclosure_plugin/admin/summary_checks.html")
        kwargs.setdefault("heading", _("What to look at"))
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            found = self.instance.findings() if self.instance.pk else []
            rows = [
                {
                    "sentence": found_sentence(one),
                    "before": one.before,
                    "written": one.written,
                    "after": one.after,
                    "is_hard": one.is_hard,
                }
                for one in found
            ]
            return {
                **super().get_context_data(parent_context),
                "is_saved": bool(self.instance.pk),
                "hard": [row for row in rows if row["is_hard"]],
                "soft": [row for row in rows if not row["is_hard"]],
            }


class SummaryCountsPanel(HelpPanel):
    """The figures that were counted, and the way to their records."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "disclosure_plugin/admin/summary_counts_panel.html")
        kwargs.setdefault("heading", _("Counted figures"))
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "page": self.instance,
                "figures": list(self.instance.figures_counted().values()),
            }
