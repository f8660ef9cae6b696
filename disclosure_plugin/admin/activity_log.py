"""What the history says of activities."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from disclosure_plugin.actions import activities, summary_generating

ACTIVITY_ACTIONS = (
    (activities.MADE, _("Enter an activity"), _("Activity entered")),
    (activities.CHANGED, _("Edit an activity"), _("Activity edited")),
    (activities.UNDONE, _("Undo an edit of an activity"), _("Edit of the activity undone")),
    (activities.BINNED, _("Put an activity into the bin"), _("Activity put into the bin")),
    (activities.RESTORED, _("Restore an activity"), _("Activity restored from the bin")),
    (
        activities.PHOTO_REMOVED,
        _("Remove a photo of an activity"),
        _("Photo of the activity removed"),
    ),
    (summary_generating.BEGUN, _("Begin a summary"), _("Summary begun from records")),
    (
        summary_generating.COUNTED,
        _("Count a summary's figures anew"),
        _("Figures of the summary counted anew"),
    ),
)
