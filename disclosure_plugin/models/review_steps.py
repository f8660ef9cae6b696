"""A step of the review, as a task of Wagtail's workflows."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail.models import AbstractGroupApprovalTask

from disclosure_plugin.domain.review_chain import Step, StepKind
from disclosure_plugin.editor.review_forms import ReturnForm, approval_form
from disclosure_plugin.editor.reviews import step_kind_choices

from .review_deputies import ReviewDeputy


class ReviewStep(AbstractGroupApprovalTask):
    """One step of a chain: whose it is, who may sign it, and what they fill in.

    A bureau's administrators put chains together on the screen of the review, which keeps to
    what the county demands; a step that is no longer used stays, for the signatures at it.
    """

    kind = models.CharField(
        pgettext_lazy("of a step of a review", "kind"),
        max_length=20,
        choices=step_kind_choices,
        default=StepKind.SECTION.value,
    )
    asks_checklist = models.BooleanField(_("asks for the six points"), default=False)
    asks_confidentiality = models.BooleanField(
        _("asks for the confidentiality check"), default=False
    )

    admin_form_fields = [
        "name",
        "kind",
        "groups",
        "asks_checklist",
        "asks_confidentiality",
    ]

    class Meta:
        verbose_name = _("step of the review")
        verbose_name_plural = _("steps of the review")
        default_permissions = ()  # Wagtail's of tasks hold

    @classmethod
    def get_description(cls) -> str:
        """Say on Wagtail's screen of tasks what it is."""
        return str(_("Members of the chosen groups sign what they have read and not written"))

    def step(self) -> Step:
        """Return what the rules need of it."""
        return Step(self.pk, self.asks_checklist, self.asks_confidentiality)

    def signs_by_role(self, user: Any) -> bool:
        """Say whether somebody may sign it by a group of their own."""
        return bool(super()._user_in_groups(user))

    def _user_in_groups(self, user: Any) -> bool:
        return self.signs_by_role(user) or self.represented_by(user).exists()

    def represented_by(self, user: Any) -> models.QuerySet[ReviewDeputy]:
        """Return for whom somebody may sign it now, as a deputy."""
        return (
            ReviewDeputy.objects.active()
            .filter(deputy=user.pk, reviewer__groups__in=self.groups.all())
            .distinct()
        )

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Offer no approval without the form where the step asks for one."""
        actions = super().get_actions(obj, user)
        if not (self.asks_checklist or self.asks_confidentiality):
            return list(actions)
        return [
            ("approve", pgettext("at a step of a review", "Fill in and approve"), True)
            if name == "approve"
            else (name, label, modal)
            for name, label, modal in actions
            if name != "approve" or modal
        ]

    def get_form_for_action(self, action: str) -> type[Any]:
        """Return the form of an approval at this step, or that of a return."""
        if action != "approve":
            return ReturnForm
        return approval_form(
            checklist=self.asks_checklist, confidentiality=self.asks_confidentiality
        )

    def on_action(self, task_state: Any, user: Any, action_name: str, **said: Any) -> Any:
        """Sign, with what the form of the step asked for.

        What Wagtail's editor sends was checked by nobody: the sign-off checks it.
        """
        comment = str(said.pop("comment", ""))
        if action_name in ("approve", "reject"):
            act = getattr(task_state, action_name)
            act(user=user, comment=comment, answers=said)
