"""Items that are meant for the bureau's own staff unless somebody decides otherwise."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.audiences import Audience
from disclosure_plugin.editor.audiences import audience_choices


class StaffFirstMixin(models.Model):
    """Mix it in before :class:`DisclosedMixin`: the audience begins with the bureau's staff.

    What a bureau keeps inside (Regulation, Art. 16) becomes public only if that is decided, and
    then with a review of its own, as any other item.
    """

    audience = models.CharField(
        pgettext_lazy("of an item", "audience"),
        max_length=6,
        choices=audience_choices,
        default=Audience.STAFF.value,
        help_text=_(
            "What is not for everybody stands nowhere on the site; staff read it after signing in."
        ),
    )

    class Meta:
        abstract = True
