"""Forms for people; what may be chosen depends on who asks."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.actions.invitations import can_mail
from disclosure_plugin.models import Section
from disclosure_plugin.queries.people import successors
from disclosure_plugin.queries.roles import roles, roles_given_by


def choose_from(field: forms.Field, queryset: QuerySet[Any]) -> None:
    """Let a field of a form offer these rows."""
    cast(forms.ModelChoiceField, field).queryset = queryset


def display_name(user: User) -> str:
    """The name, with the user name behind it."""
    name = user.get_full_name()
    return f"{name}（{user.get_username()}）" if name else user.get_username()


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return display_name(obj)


class DetailsForm(forms.Form):
    """What can be changed of anybody."""

    full_name = forms.CharField(label=_("Whole name"), max_length=60)
    post = forms.CharField(
        label=pgettext_lazy("of a person", "Post"), max_length=60, required=False
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)


class InvitationForm(DetailsForm):
    """A new person and their first role."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Letters, digits and @ . + - _; what they sign in with."),
    )
    role = forms.ModelChoiceField(
        label=_("Role"),
        queryset=Group.objects.none(),
        to_field_name="name",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    field_order = ["full_name", "username", "role", "post", "phone", "email"]

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        given = [group.pk for group in roles_given_by(by)]
        choose_from(self.fields["role"], Group.objects.filter(pk__in=given).order_by("-pk"))
        self.fields["email"].help_text = (
            _("The link is sent there. Without an address you print it.")
            if can_mail()
            else _("No mail server is set up here: you print the link.")
        )


class PersonForm(DetailsForm):
    """A person and all their roles; one's own roles are shown to nobody to change."""

    roles = forms.ModelMultipleChoiceField(
        label=_("Roles"),
        queryset=Group.objects.none(),
        to_field_name="name",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With other roles they are signed out everywhere."),
    )
    section = forms.ModelChoiceField(
        label=_("Section"),
        queryset=Section.objects.all(),
        required=False,
        help_text=_("What is handed to a section stands in the lists of its people."),
    )
    same_person = ColleagueField(
        label=_("Another account of the same person"),
        queryset=get_user_model().objects.none(),
        required=False,
        help_text=_(
            "Whoever has two accounts signs a review with one of them only, and never what they "
            "have written with the other."
        ),
    )

    def __init__(self, *args, by: User, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if by.pk == user.pk:
            del self.fields["roles"]
            del self.fields["same_person"]
            return
        others = get_user_model().objects.exclude(pk=user.pk).order_by("username")
        choose_from(self.fields["same_person"], others)
        given = [group.pk for group in roles_given_by(by)]
        choose_from(self.fields["roles"], roles().filter(pk__in=given))


class DeactivationForm(forms.Form):
    """Who takes over, where there is something to take over."""

    successor = ColleagueField(
        label=_("Colleague who takes over"),
        help_text=_("Somebody who can sign in and edit pages."),
        queryset=get_user_model().objects.none(),
    )

    def __init__(self, *args, user: User, required: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if required:
            choose_from(self.fields["successor"], successors(user))
        else:
            del self.fields["successor"]
