"""Hooks into the Wagtail admin; each returns something that is made elsewhere."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .panel import SignOnPanel


@hooks.register("register_account_settings_panel")
def register_panel(request: Any, user: Any, profile: Any) -> SignOnPanel:
    return SignOnPanel(request, user, profile)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(
        "disclosure.bind_sign_on",
        _("Connect to the single sign-on"),
        _("Account connected to the single sign-on"),
    )
