"""The year's assessments: what is assessed, scores, result, signatures; for one group's eyes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from disclosure_plugin.actions import assessments as actions
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import Assessment, AssessmentSubject

from .assessment_files import result_bytes
from .assessment_forms import AssessmentForm, parts_forms, score_form
from .downloads import download
from .menu import RECORDS, MenuItemFor

ADD, CHANGE = "disclosure_plugin.add_assessment", "disclosure_plugin.change_assessment"
ASSESSMENTS = pgettext_lazy("menu", "Assessments")


def may_open(user: Any) -> bool:
    """Say whether there is an assessment for somebody to see, or they may make one."""
    return bool(user.has_perm(ADD) or Assessment.objects.seen_by(user).exists())


class AssessmentScreen(WagtailAdminTemplateMixin):
    """What the screens have in common: who is not in the group finds nothing."""

    header_icon = "tasks"
    _show_breadcrumbs = True
    page_title: Any = ASSESSMENTS
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_open(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    @cached_property
    def assessment(self) -> Assessment:
        seen = Assessment.objects.seen_by(self.request.user)
        return get_object_or_404(seen.select_related("group"), pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": reverse("disclosure_assessments:index"), "label": ASSESSMENTS}]
        if "pk" in self.kwargs:
            url = reverse("disclosure_assessments:result", args=[self.assessment.pk])
            here.append({"url": url, "label": self.assessment.title})
        if self.get_page_title() not in (ASSESSMENTS, here[-1]["label"]):
            here.append({"url": "", "label": self.get_page_title()})
        return [*self.breadcrumbs_items, *here]


class AssessmentsView(AssessmentScreen, TemplateView):
    """Those that somebody may see."""

    template_name = "disclosure_plugin/admin/assessments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "assessments": Assessment.objects.seen_by(self.request.user).select_related("group"),
            "may_add": self.request.user.has_perm(ADD),
        }


class AssessmentAddView(AssessmentScreen, FormView):
    """Begin an assessment."""

    form_class = AssessmentForm
    template_name = "disclosure_plugin/admin/assessment_form.html"
    page_title = gettext_lazy("Begin an assessment")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "groups": Group.objects.order_by("pk")}

    def form_valid(self, form: AssessmentForm) -> HttpResponse:
        made = form.save()
        if not self.request.user.groups.filter(pk=made.group_id).exists():
            messages.success(
                self.request,
                _("“%(title)s” is begun. Only members of “%(group)s” see it: you are none.")
                % {"title": made.title, "group": made.group.name},
            )
            return redirect("disclosure_assessments:index")
        return redirect("disclosure_assessments:parts", made.pk)


class PartsView(AssessmentScreen, TemplateView):
    """Tasks, criteria, and who is assessed."""

    template_name = "disclosure_plugin/admin/assessment_parts.html"
    page_title = gettext_lazy("What is assessed")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("parts", parts_forms(self.assessment))
        return {
            **super().get_context_data(**kwargs),
            "object": self.assessment,
            "listed": kwargs.get("listed", ""),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pk = self.assessment.pk
        listed = request.POST.get("listed", "")
        try:
            if "add_tasks" in request.POST:
                count = actions.add_tasks(request.user, pk, listed.splitlines())
                messages.success(request, _("Tasks added: %(count)s.") % {"count": count})
                return redirect("disclosure_assessments:parts", pk)
            parts = parts_forms(self.assessment, request.POST)
            valid = [one.is_valid() for one in parts]
            if all(valid):
                saved, deleted = [], []
                for one in parts:
                    saved += one.save(commit=False)
                    deleted += one.deleted_objects
                actions.save_parts(request.user, pk, saved=saved, deleted=deleted)
                messages.success(request, _("What is assessed is kept."))
                return redirect("disclosure_assessments:parts", pk)
        except DisclosureError as refused:
            say(request, refused)
            return redirect("disclosure_assessments:parts", pk)
        messages.error(request, _("Nothing is kept yet: correct what is marked below."))
        return self.render_to_response(self.get_context_data(parts=parts, listed=listed))


class ScoreView(AssessmentScreen, FormView):
    """What one assessor gives one section or person."""

    template_name = "disclosure_plugin/admin/assessment_score.html"

    @cached_property
    def subject(self) -> AssessmentSubject:
        return get_object_or_404(self.assessment.subjects, pk=self.kwargs["subject"])

    def get_page_title(self) -> str:
        return _("Scores of “%(name)s”") % {"name": self.subject.name}

    def get_form(self, form_class: Any = None) -> forms.Form:
        return score_form(self.subject, self.request.user, self.request.POST or None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "object": self.assessment,
            "subject": self.subject,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            actions.give_scores(self.request.user, self.subject, form.scores())
        except DisclosureError as refused:
            say(self.request, refused)
            return self.form_invalid(form)
        messages.success(
            self.request, _("Your scores of “%(name)s” are kept.") % {"name": self.subject.name}
        )
        return redirect("disclosure_assessments:result", self.assessment.pk)


class ResultView(AssessmentScreen, TemplateView):
    """Totals and grades as they stand, or as they were frozen."""

    template_name = "disclosure_plugin/admin/assessment_result.html"

    def get_page_title(self) -> str:
        return self.assessment.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.assessment
        result = actions.shown_result(one)
        faults = [] if one.is_frozen else actions.faults_of(one)
        keys = list(one.subjects.values_list("pk", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "object": one,
            "result": result,
            "subjects": list(zip(keys, result["subjects"], strict=True)),
            "faults": [refusal_sentence(fault) for fault in faults],
            "signatures": one.signatures.all(),
            "is_as_signed": one.is_frozen and actions.is_as_signed(one),
            "may_change": self.request.user.has_perm(CHANGE),
        }


def say(request: HttpRequest, refused: DisclosureError) -> None:
    """Show why something was refused, a message for each reason."""
    sentences = (
        refused.sentences if isinstance(refused, ActRefused) else [refusal_sentence(refused)]
    )
    for sentence in sentences:
        messages.error(request, sentence)


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign an assessment."""
    try:
        signed = actions.sign(request.user, pk)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except DisclosureError as refused:
        say(request, refused)
    else:
        done = (
            _("Both have signed: the assessment is frozen.")
            if signed.is_frozen
            else _("Signed. A second person has to sign; until then nothing can be changed.")
        )
        messages.success(request, done)
    return redirect("disclosure_assessments:result", pk)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the first signature back."""
    try:
        actions.reopen(request.user, pk)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except DisclosureError as refused:
        say(request, refused)
    else:
        messages.success(request, _("The assessment is open again; the signature is gone."))
    return redirect("disclosure_assessments:result", pk)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an assessment as an Excel file."""
    one = get_object_or_404(Assessment.objects.seen_by(request.user), pk=pk)
    result = actions.shown_result(one)
    data = result_bytes(
        result, state=str(one.get_state_display()), signatures=one.signatures.all()
    )
    return download(data, f"assessment-{one.year}-{one.pk}.xlsx")


class AssessmentViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_assessments"
    icon = "tasks"
    menu_label = ASSESSMENTS
    menu_order = 216
    menu_hook = RECORDS.hook

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", AssessmentsView.as_view(), name="index"),
            path("new/", AssessmentAddView.as_view(), name="add"),
            path("<int:pk>/", ResultView.as_view(), name="result"),
            path("<int:pk>/parts/", PartsView.as_view(), name="parts"),
            path("<int:pk>/scores/<int:subject>/", ScoreView.as_view(), name="score"),
            path("<int:pk>/sign/", sign, name="sign"),
            path("<int:pk>/reopen/", reopen, name="reopen"),
            path("<int:pk>/export.xlsx", export, name="export"),
        ]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return MenuItemFor(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            shown_to=may_open,
        )


assessment_viewset = AssessmentViewSet()
