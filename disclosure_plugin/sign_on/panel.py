"""The panel under “account” that says whether one is connected, and connects."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel

from .models import SignOnIdentity
from .provider import is_on
from .views import may_bind


class NothingToFillIn(ModelForm):  # type: ignore[type-arg]
    """Wagtail asks every panel for a form."""

    class Meta:
        model = get_user_model()
        fields: list[str] = []


class SignOnPanel(BaseSettingsPanel):
    """Whether the account is connected to the single sign-on."""

    name = "sign_on"
    title = _("Single sign-on")
    order = 600
    form_class = NothingToFillIn
    template_name = "disclosure_sign_on/panel.html"

    def is_active(self) -> bool:
        return is_on()

    def get_context_data(self) -> dict[str, Any]:
        identity = SignOnIdentity.objects.filter(user=self.user).first()
        return {
            **super().get_context_data(),
            "identity": identity,
            "may_bind": identity is None and may_bind(self.user),
        }
