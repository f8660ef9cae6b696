"""Activities in the admin: entered on a phone, listed, exported, changed with a log, binned."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy

from disclosure_plugin.actions import activities
from disclosure_plugin.conf import get_settings
from disclosure_plugin.documents.media_types import TABLE_KINDS
from disclosure_plugin.documents.tables import csv_bytes, xlsx_bytes
from disclosure_plugin.domain.activities import FIELDS, NEEDED, Kind, plain
from disclosure_plugin.domain.asked import key_in, year_in
from disclosure_plugin.editor.activity_words import KINDS, RECTIFICATIONS, SUPERVISIONS
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import Activity, Section
from disclosure_plugin.queries import activities as queries

from .downloads import download
from .menu import RECORDS, PermittedMenuItem

policy = ModelPermissionPolicy(Activity)
SHOWN = 50
LOG_SHOWN = 50


def require(request: HttpRequest, *verbs: str) -> None:
    """Refuse who may do none of these with activities."""
    if not policy.user_has_any_permission(request.user, verbs):
        raise PermissionDenied


class PhotosInput(forms.ClearableFileInput):
    """Several pictures at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files; what they are is checked where they are kept."""

    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(file, initial) for file in files if file]


class ActivityForm(forms.ModelForm):
    """The few fields of one kind; numbers get the keyboard of numbers on a phone."""

    photos = PhotosField(
        label=pgettext_lazy("of an activity", "Choose photos"),
        required=False,
        widget=PhotosInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy("Staff alone see them."),
    )
    camera = PhotosField(
        label=pgettext_lazy("of an activity", "Take a photo"),
        required=False,
        widget=PhotosInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    class Meta:
        model = Activity
        fields = [
            "on", "title", "section", "people", "boards", "leaflets", "hours", "amount", "laws",
            "supervision", "rectification", "rectified_on", "notes",
        ]  # fmt: skip
        widgets = {
            "on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "rectified_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = Kind(self.instance.kind)
        asked = {"on", "title", "section", *FIELDS[kind], "notes", "photos", "camera"}
        for name in [name for name in self.fields if name not in asked]:
            del self.fields[name]
        order = ["on", "title", *FIELDS[kind], "section", "camera", "photos", "notes"]
        self.order_fields(order)
        for name in NEEDED[kind]:
            self.fields[name].required = True

    def files_sent(self) -> list[Any]:
        """Return the photos of both fields."""
        return [*self.cleaned_data.get("camera", []), *self.cleaned_data.get("photos", [])]


class ActivityScreen(WagtailAdminTemplateMixin):
    """A screen of activities."""

    header_icon = "calendar-alt"
    _show_breadcrumbs = True
    verbs: tuple[str, ...] = ("view", "add", "change")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, *self.verbs)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("disclosure_activities:index"), "label": _("Activities")}
        above = [] if isinstance(self, IndexView) else [index]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


class IndexView(ActivityScreen, TemplateView):
    """What was entered, filtered by year, kind and section; and a button for each kind."""

    template_name = "disclosure_plugin/admin/activities.html"
    page_title = gettext_lazy("Activities")

    @cached_property
    def wanted(self) -> dict[str, Any]:
        """What the address asks for; what it asks in vain is left out."""
        asked = self.request.GET
        return {
            "year": year_in(asked.get("year", "")),
            "kind": asked.get("kind", "") if asked.get("kind") in list(Kind) else "",
            "section": key_in(asked.get("section", "")),
        }

    def found(self) -> QuerySet[Activity]:
        return queries.activities(**self.wanted)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        export = request.GET.get("export", "")
        if export in TABLE_KINDS:
            return _file(export, self.found())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.found(), SHOWN).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "rows": [{"activity": one, "facts": facts(one)} for one in page],
            "wanted": self.wanted,
            "query": _query(self.wanted),
            "years": queries.years(),
            "kinds": [(kind.value, name) for kind, name in KINDS.items()],
            "sections": Section.objects.all(),
            "may_add": policy.user_has_permission(self.request.user, "add"),
            "files": TABLE_KINDS,
        }


def facts(activity: Activity) -> list[tuple[str, str]]:
    """Return names and values of what its kind has and is not empty."""
    found = []
    for name in FIELDS[Kind(activity.kind)]:
        value = getattr(activity, name)
        if value is None or value == "":
            continue
        label = Activity.label_of(name)
        found.append((label, _shown(name, plain(value))))
    return found


def _shown(name: str, value: Any) -> str:
    words: Mapping[str, Mapping[Any, Any]] = {
        "supervision": SUPERVISIONS,
        "rectification": RECTIFICATIONS,
    }
    if name in words and value in words[name]:
        return str(words[name][value])
    if name == "section_id" and value is not None:
        section = Section.objects.filter(pk=value).first()
        return section.name if section else str(value)
    return "" if value is None else str(value)


class _EditScreen(ActivityScreen, FormView):
    """What entering and editing have in common."""

    form_class = ActivityForm
    template_name = "disclosure_plugin/admin/activity_form.html"
    activity: Activity

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.activity}

    def keep(self, form: ActivityForm) -> str:
        """Write it down; return what to say."""
        raise NotImplementedError

    def form_valid(self, form: ActivityForm) -> HttpResponse:
        try:
            said = self.keep(form)
        except ValidationError as error:
            form.add_error("photos", error.messages)
            return self.form_invalid(form)
        except DisclosureError as error:
            form.add_error(None, refusal_sentence(error))
            return self.form_invalid(form)
        messages.success(self.request, said)
        if "another" in self.request.POST:
            return redirect("disclosure_activities:add", self.activity.kind)
        return redirect("disclosure_activities:index")

    def form_invalid(self, form: ActivityForm) -> HttpResponse:
        if form.files_sent() if hasattr(form, "cleaned_data") else self.request.FILES:
            messages.warning(self.request, _("Choose the photos again: a browser forgets them."))
        answer: HttpResponse = super().form_invalid(form)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "activity": self.activity,
            "photos": self._photos(),
            "may_add": policy.user_has_permission(self.request.user, "add"),
        }

    def _photos(self) -> list[Any]:
        if self.activity.pk is None:
            return []
        return list(self.activity.photos.select_related("image"))


class AddView(_EditScreen):
    """Enter an activity of a kind."""

    verbs = ("add",)
    page_title = gettext_lazy("Enter an activity")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["kind"] not in list(Kind):
            raise Http404
        self.activity = Activity(kind=kwargs["kind"])
        key = request.POST.get("form_key", "")
        with suppress(ValueError):  # a new one is as good
            self.activity.form_key = uuid.UUID(key)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(KINDS[Kind(self.activity.kind)])

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def keep(self, form: ActivityForm) -> str:
        _kept, is_new = activities.make(
            form.save(commit=False), by=self.request.user, photos=form.files_sent()
        )
        return _("The activity is kept.") if is_new else _("It was kept already; once is enough.")


class EditView(_EditScreen):
    """Change an activity, with its history below."""

    page_title = gettext_lazy("Activity")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.activity = get_object_or_404(Activity, pk=kwargs["pk"])
        if request.method == "POST":
            require(request, "change")
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.activity.title

    def keep(self, form: ActivityForm) -> str:
        named = map(key_in, self.request.POST.getlist("remove"))
        without = [key for key in named if key is not None]
        changed = activities.change(
            form.save(commit=False),
            by=self.request.user,
            photos=form.files_sent(),
            without=without,
        )
        touched = changed or without or form.files_sent()
        return _("The change is kept.") if touched else _("Nothing was changed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "history": list(history(self.activity)),
            "may_change": policy.user_has_permission(user, "change")
            and self.activity.binned_at is None,
            "may_bin": policy.user_has_permission(user, "delete"),
        }


def history(activity: Activity) -> list[dict[str, Any]]:
    """Return what the log says of an activity, the latest first."""
    entries = ModelLogEntry.objects.for_instance(activity).select_related("user")
    rows = []
    for entry in entries.order_by("-timestamp", "-pk")[:LOG_SHOWN]:
        changed = (entry.data or {}).get("changes", {})
        rows.append(
            {
                "entry": entry,
                "said": entry.message,
                "changes": [
                    {
                        "name": Activity.label_of(name),
                        "before": _shown(name, before),
                        "after": _shown(name, after),
                    }
                    for name, (before, after) in changed.items()
                ],
                "may_be_undone": bool(changed),
            }
        )
    return rows


class BinView(ActivityScreen, TemplateView):
    """What lies in the bin, and until when."""

    template_name = "disclosure_plugin/admin/activities_bin.html"
    page_title = gettext_lazy("Bin of activities")
    header_icon = "bin"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = get_settings().BIN_DAYS
        found = Activity.objects.filter(binned_at__isnull=False).order_by("-binned_at")
        return {
            **super().get_context_data(**kwargs),
            "days": days,
            "rows": [
                {"activity": one, "until": one.binned_at + timedelta(days=days)}
                for one in found
                if one.binned_at is not None
            ],
            "may_restore": policy.user_has_permission(self.request.user, "delete"),
        }


@require_POST
def put_in_bin(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an activity into the bin; the message offers to take it out again."""
    require(request, "delete")
    activity = get_object_or_404(Activity, pk=pk)
    activities.put_in_bin(activity, by=request.user)
    messages.success(
        request,
        _("“%(title)s” lies in the bin and is not counted any more.") % {"title": activity.title},
        buttons=[messages.button(reverse("disclosure_activities:bin"), _("Bin"))],
    )
    return redirect("disclosure_activities:index")


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an activity out of the bin."""
    require(request, "delete")
    activity = get_object_or_404(Activity, pk=pk)
    activities.restore(activity, by=request.user)
    messages.success(request, _("“%(title)s” is restored.") % {"title": activity.title})
    return redirect("disclosure_activities:edit", pk)


@require_POST
def undo(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Give an activity back what an edit has changed."""
    require(request, "change")
    activity = get_object_or_404(Activity, pk=pk)
    logged = get_object_or_404(ModelLogEntry.objects.for_instance(activity), pk=entry)
    if not (logged.data or {}).get("changes"):
        raise Http404
    try:
        activities.undo_change(logged, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except DisclosureError as error:
        messages.error(request, refusal_sentence(error))
    else:
        messages.success(request, _("The edit is undone; both stay in the history."))
    return redirect("disclosure_activities:edit", pk)


def _query(wanted: Mapping[str, Any]) -> str:
    given = {name: value for name, value in wanted.items() if value not in (None, "")}
    return "".join(f"&{name}={value}" for name, value in sorted(given.items()))


def _file(kind: str, found: QuerySet[Activity]) -> HttpResponse:
    names = list(dict.fromkeys(name for fields in FIELDS.values() for name in fields))
    header = [
        pgettext("of an activity", "Day"),
        pgettext("of an activity", "Kind"),
        pgettext("of an activity", "What it was"),
        _("Responsible section"),
        *(Activity.label_of(name) for name in names),
        pgettext("of an activity", "Notes"),
        pgettext("of an activity", "Entered by"),
    ]
    rows = [
        [
            one.on.isoformat(),
            str(one.get_kind_display()),
            one.title,
            one.section.name if one.section else "",
            *(_shown(name, plain(getattr(one, name))) for name in names),
            one.notes,
            one.made_by_name,
        ]
        for one in found
    ]
    if kind == "csv":
        content = csv_bytes(header, rows)
    else:
        content = xlsx_bytes(_("Activities"), header, rows)
    return download(content, f"activities.{kind}")


class ActivityViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_activities"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Activities")
    menu_order = 205
    menu_hook = RECORDS.hook

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", IndexView.as_view(), name="index"),
            path("new/<slug:kind>/", AddView.as_view(), name="add"),
            path("bin/", BinView.as_view(), name="bin"),
            path("<int:pk>/", EditView.as_view(), name="edit"),
            path("<int:pk>/bin/", put_in_bin, name="put_in_bin"),
            path("<int:pk>/restore/", restore, name="restore"),
            path("<int:pk>/undo/<int:entry>/", undo, name="undo"),
        ]

    def get_menu_item(self, order: int | None = None) -> PermittedMenuItem:
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            permission_policy=policy,
        )


activity_viewset = ActivityViewSet()
