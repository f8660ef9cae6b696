"""The people of the bureau: list, invite, change, lock out and let in again."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from disclosure_plugin.actions.invitations import CannotInvite, invite, reissue
from disclosure_plugin.actions.people import (
    PersonRefused,
    change_person,
    deactivate,
    reactivate,
    say_section,
    say_whose_account,
    unlock,
)
from disclosure_plugin.models import Invitation, Person
from disclosure_plugin.queries.people import (
    State,
    another_account,
    holdings,
    people,
    without_holder,
)
from disclosure_plugin.queries.roles import may_manage, roles

from .menu import PermittedMenuItem
from .people_forms import DeactivationForm, InvitationForm, PersonForm, display_name

permission_policy = ModelPermissionPolicy(Person)
LIST = "disclosure_people:index"
# A spreadsheet would run text that begins so.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class PeopleFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, widget=forms.RadioSelect
    )
    groups = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Role"),
        queryset=lambda request: roles(),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = get_user_model()
        fields: list[str] = []


def role_names(user: User) -> str:
    return "、".join(group.name for group in user.groups.all())


def post_of(user: User) -> str:
    person = getattr(user, "disclosure_person", None)
    return person.post if person else ""


class PeopleIndexView(IndexView):
    model = get_user_model()
    permission_policy = permission_policy
    any_permission_required = ["add", "change", "view"]
    page_title = pgettext_lazy("of a bureau", "People")
    header_icon = "user"
    index_url_name = LIST
    index_results_url_name = "disclosure_people:index_results"
    results_template_name = "disclosure_plugin/admin/people_results.html"
    filterset_class = PeopleFilterSet
    search_fields = ["first_name", "last_name", "username", "email", "disclosure_person__post"]
    list_export = ["name", "username", "post", "roles", "state", "last_login", "email", "phone"]
    export_headings = {
        "name": gettext_lazy("Whole name"),
        "username": gettext_lazy("User name"),
        "post": pgettext_lazy("of a person", "Post"),
        "roles": gettext_lazy("Roles"),
        "state": gettext_lazy("State"),
        "last_login": gettext_lazy("Last login"),
        "email": gettext_lazy("E-mail"),
        "phone": gettext_lazy("Phone"),
    }
    export_filename = "people"

    def get_base_queryset(self):
        return people()

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "name",
                label=_("Whole name"),
                accessor=lambda user: user.get_full_name() or user.get_username(),
                get_url=self.get_person_url,
            ),
            Column("username", label=_("User name"), accessor="username", sort_key="username"),
            Column("post", label=pgettext("of a person", "Post"), accessor=post_of),
            Column("roles", label=_("Roles"), accessor=role_names),
            Column("state", label=_("State"), accessor=lambda user: State(user.state).label),
            DateColumn("last_login", label=_("Last login"), sort_key="last_login"),
        ]

    def get_person_url(self, user):
        if may_manage(self.request.user, user):
            return reverse("disclosure_people:edit", args=[user.pk])
        return None

    @cached_property
    def header_buttons(self):
        if not permission_policy.user_has_permission(self.request.user, "add"):
            return []
        return [
            HeaderButton(_("Invite"), url=reverse("disclosure_people:invite"), icon_name="plus")
        ]

    def to_row_dict(self, item):
        person = getattr(item, "disclosure_person", None)
        row = {
            "name": item.get_full_name(),
            "username": item.get_username(),
            "post": post_of(item),
            "roles": role_names(item),
            "state": str(State(item.state).label),
            "last_login": timezone.localtime(item.last_login) if item.last_login else "",
            "email": item.email,
            "phone": person.phone if person else "",
        }
        return {
            key: f"'{value}" if str(value).startswith(FORMULA_STARTS) else value
            for key, value in row.items()
        }


class PeopleFormView(WagtailAdminTemplateMixin, FormView):
    """A form below the list, for those with a permission."""

    permission = "change"
    header_icon = "user"
    page_title: Any = ""
    template_name = "disclosure_plugin/admin/person_form.html"
    submit_label = gettext_lazy("Save")
    _show_breadcrumbs = True

    @property
    def me(self) -> User:
        return cast(User, self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if not permission_policy.user_has_permission(request.user, self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": pgettext("of a bureau", "People")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(submit_label=self.submit_label, **kwargs)

    def refuse(self, form, error: Exception, field: str = "") -> HttpResponse:
        form.add_error(field if field in form.fields else None, str(error))
        return self.form_invalid(form)

    def show_link(self, invitation: Invitation) -> HttpResponse:
        """Say where the link has gone: by e-mail, or onto this page, this one time."""
        invitation.refresh_from_db(fields=["mail"])
        name = display_name(invitation.user)
        if invitation.mail == Invitation.Mail.SENT:
            messages.success(
                self.request,
                _("The link for %(name)s was sent to %(email)s.")
                % {"name": name, "email": invitation.user.email},
            )
            return redirect(LIST)
        self.page_title = _("One-time link")
        return TemplateResponse(
            self.request,
            "disclosure_plugin/admin/invitation_link.html",
            self.get_context_data(form=None, invitation=invitation),
        )


class InviteView(PeopleFormView):
    permission = "add"
    form_class = InvitationForm
    page_title = gettext_lazy("Invite a person")
    submit_label = gettext_lazy("Invite")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.me}

    def form_valid(self, form):
        values = form.cleaned_data
        try:
            invitation = invite(**{**values, "role": values["role"].name}, invited_by=self.me)
        except CannotInvite as error:
            return self.refuse(form, error, error.field)
        return self.show_link(invitation)


class PersonView(PeopleFormView):
    """About one person whom the asking one may manage."""

    form_class: type[forms.Form] = forms.Form
    text: Any = ""
    person: Any  # an account with its state

    def dispatch(self, request, *args, **kwargs):
        self.person = get_object_or_404(people(), pk=kwargs["pk"])
        if not may_manage(request.user, self.person):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return f"{self.page_title}：{display_name(self.person)}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, text=self.text, **kwargs)

    def act(self, form) -> HttpResponse:
        """Do what the page is for."""
        raise NotImplementedError

    def form_valid(self, form):
        try:
            return self.act(form)
        except (PersonRefused, CannotInvite) as error:
            return self.refuse(form, error)

    def done(self, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence % {"name": display_name(self.person)})
        return redirect(LIST)


class EditPersonView(PersonView):
    form_class = PersonForm

    def get_page_title(self):
        return display_name(self.person)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.me, "user": self.person}

    def get_initial(self):
        known = getattr(self.person, "disclosure_person", None) or Person()
        return {
            "full_name": self.person.get_full_name(),
            "email": self.person.email,
            "post": known.post,
            "phone": known.phone,
            "section": known.section,
            "roles": [group.name for group in self.person.groups.all()],
            "same_person": another_account(self.person),
        }

    @cached_property
    def header_buttons(self):
        state = self.person.state
        offers = {
            State.LEFT: [("reactivate", _("Reactivate"), "rotate")],
            State.LOCKED: [("unlock", _("Unlock"), "lock-open")],
        }.get(state, [])
        if state != State.LEFT and self.person.pk != self.me.pk:
            offers += [
                ("reissue", _("Make a new link"), "link"),
                ("deactivate", _("Deactivate and hand over"), "logout"),
            ]
        return [
            HeaderButton(
                label,
                url=reverse(f"disclosure_people:{name}", args=[self.person.pk]),
                icon_name=icon,
            )
            for name, label, icon in offers
        ]

    @transaction.atomic
    def act(self, form):
        values = dict(form.cleaned_data)
        kept = self.person.groups.all()
        if "same_person" in form.fields:
            say_whose_account(self.person, values.pop("same_person"), by=self.me)
        say_section(self.person, values.pop("section"), by=self.me)
        change_person(
            self.person,
            role_names=[group.name for group in values.pop("roles", kept)],
            by=self.me,
            **values,
        )
        return self.done(_("%(name)s is saved."))


class ReissueView(PersonView):
    page_title = gettext_lazy("Make a new link")
    submit_label = gettext_lazy("Make the link")
    text = gettext_lazy(
        "The password and earlier links of this person stop working at once, and they are signed "
        "out everywhere. By the new link they set a new password."
    )

    def act(self, form):
        return self.show_link(reissue(self.person, by=self.me))


class ReactivateView(PersonView):
    page_title = gettext_lazy("Reactivate")
    submit_label = gettext_lazy("Reactivate and make a link")
    text = gettext_lazy(
        "This person gets the roles back that they had, and sets a new password by a new link."
    )

    def act(self, form):
        return self.show_link(reactivate(self.person, by=self.me))


class UnlockView(PersonView):
    page_title = gettext_lazy("Unlock")
    submit_label = gettext_lazy("Unlock")
    text = gettext_lazy(
        "Too many sign-ins with this user name have failed. Ask whether it was the person "
        "themselves. After unlocking they can try again at once."
    )

    def act(self, form):
        unlock(self.person, by=self.me)
        return self.done(_("%(name)s can sign in again."))


class DeactivateView(PersonView):
    form_class = DeactivationForm
    page_title = gettext_lazy("Deactivate and hand over")
    submit_label = gettext_lazy("Deactivate and hand over")
    template_name = "disclosure_plugin/admin/person_deactivate.html"

    @cached_property
    def held(self):
        return holdings(self.person)

    def get_form_kwargs(self):
        needed = self.held.needs_successor()
        return {**super().get_form_kwargs(), "user": self.person, "required": needed}

    def get_context_data(self, **kwargs):
        without: list[Group] = without_holder(self.person)
        return super().get_context_data(held=self.held, without=without, **kwargs)

    def act(self, form):
        deactivate(self.person, successor=form.cleaned_data.get("successor"), by=self.me)
        return self.done(_("%(name)s is deactivated; the work is handed over."))


class PeopleViewSet(ViewSet):
    """Menu entry below Settings, and addresses."""

    name = "disclosure_people"
    icon = "user"
    menu_label = pgettext_lazy("of a bureau", "People")
    menu_order = 590
    add_to_settings_menu = True

    def get_urlpatterns(self):
        return [
            path("", PeopleIndexView.as_view(), name="index"),
            path("results/", PeopleIndexView.as_view(results_only=True), name="index_results"),
            path("invite/", InviteView.as_view(), name="invite"),
            path("<int:pk>/", EditPersonView.as_view(), name="edit"),
            path("<int:pk>/link/", ReissueView.as_view(), name="reissue"),
            path("<int:pk>/unlock/", UnlockView.as_view(), name="unlock"),
            path("<int:pk>/deactivate/", DeactivateView.as_view(), name="deactivate"),
            path("<int:pk>/reactivate/", ReactivateView.as_view(), name="reactivate"),
        ]

    def get_menu_item(self, order=None):
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            permission_policy=permission_policy,
        )


people_viewset = PeopleViewSet()
