"""What the history of a page says of preview links."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from disclosure_plugin.actions.previews import MADE, REVOKED

PREVIEW_ACTIONS = [
    (MADE, _("Make a preview link"), _("Preview link made")),
    (REVOKED, _("Take a preview link back"), _("Preview link taken back")),
]
