"""What the history of a page says of its disclosure to staff: action, its name, what happened."""

from django.utils.translation import gettext_lazy as _

from disclosure_plugin.actions.internal_disclosing import DISCLOSED
from disclosure_plugin.actions.internal_ending import ENDED
from disclosure_plugin.actions.internal_reading import HANDED

INTERNAL_ACTIONS = [
    (DISCLOSED, _("Disclose to staff"), _("Disclosed to staff")),
    (ENDED, _("End the disclosure to staff"), _("The disclosure to staff was ended")),
    (HANDED, _("Hand to sections"), _("Handed to sections")),
]
