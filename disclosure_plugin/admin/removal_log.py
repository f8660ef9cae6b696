"""What the history of a page says of its removal: action, its name, what happened."""

from django.utils.translation import gettext_lazy as _

from disclosure_plugin.actions.removing import LIFTED, TAKEN_DOWN, WITHDRAWN

REMOVAL_ACTIONS = [
    (WITHDRAWN, _("Withdraw a page"), _("Withdrawn, by two people")),
    (TAKEN_DOWN, _("Take a page down"), _("Taken down at once")),
    (LIFTED, _("Lift a take-down"), _("The take-down was lifted")),
]
