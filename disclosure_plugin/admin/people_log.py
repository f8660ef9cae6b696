"""What the audit log says of acts on accounts: action, its name, what happened."""

from django.utils.translation import gettext_lazy as _

PEOPLE_ACTIONS = [
    ("disclosure.invite", _("Invite a person"), _("Invited")),
    ("disclosure.reissue_invitation", _("Make a new link"), _("A new link was made")),
    ("disclosure.accept_invitation", _("Set the first password"), _("Set the password by link")),
    ("disclosure.change_person", _("Change a person"), _("Name, post, address or phone changed")),
    ("disclosure.change_roles", _("Change roles"), _("Roles changed; signed out everywhere")),
    ("disclosure.deactivate", _("Deactivate a person"), _("Deactivated, work handed over")),
    ("disclosure.reactivate", _("Reactivate a person"), _("Reactivated")),
    ("disclosure.unlock", _("Unlock an account"), _("Unlocked after failed sign-ins")),
    ("disclosure.hand_over", _("Hand over"), _("Handed over to a colleague")),
]
