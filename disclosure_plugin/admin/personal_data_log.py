"""What the history of a page says of its personal data: action, its name, what happened."""

from django.utils.translation import gettext_lazy as _

from disclosure_plugin.actions.clearing import LOOKED_THROUGH, OVERRIDDEN
from disclosure_plugin.actions.masking import FILE_MASKED, MASKED, RESTORED

PERSONAL_DATA_ACTIONS = [
    (OVERRIDDEN, _("Let personal data pass"), _("Personal data was let pass, with a reason")),
    (
        LOOKED_THROUGH,
        _("Look through a file"),
        _("A file that no program can read was looked through"),
    ),
    (MASKED, _("Mask personal data"), _("Personal data was masked")),
    (FILE_MASKED, _("Mask a file"), _("A masked copy was made")),
    (RESTORED, _("Restore what was masked"), _("What was masked was restored")),
]
