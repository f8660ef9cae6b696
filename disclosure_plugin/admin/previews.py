"""Preview links: made and taken back by staff, opened by one reader without an account."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.images import get_image_model

from disclosure_plugin.actions.previews import (
    files_of,
    find_preview,
    is_open,
    make_preview,
    note_opening,
    revoke_preview,
)
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.asked import key_in
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import FileVersion, ReviewPreview
from disclosure_plugin.models.file_storage import private_storage
from disclosure_plugin.visitor_address import client_address

from .review_pages import PageScreen

# Shown in the browser; everything else is saved, as no browser runs what it saves.
PICTURES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# Said of whatever a preview link answers with.
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


class PreviewForm(forms.Form):
    """For whom, and for how long."""

    reader = forms.CharField(
        label=pgettext_lazy("of a preview", "For whom"),
        max_length=100,
        help_text=gettext_lazy("Name and post of the one reader; each opening is written down."),
    )
    days = forms.IntegerField(label=gettext_lazy("Valid for so many days"), min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = get_settings().PREVIEW_LINK_DAYS
        self.fields["days"].max_value = most  # type: ignore[attr-defined]
        self.fields["days"].initial = min(3, most)


class PreviewsView(PageScreen):
    """The links of one page: who has one, when it was opened, and a form for one more."""

    template_name = "disclosure_plugin/admin/previews.html"
    page_title = gettext_lazy("Preview links")
    header_icon = "view"

    def may_open(self) -> bool:
        return bool(self.page.permissions_for_user(self.request.user).can_edit())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        previews = ReviewPreview.objects.filter(page=self.page.pk).prefetch_related("openings")
        return {
            "form": PreviewForm(),
            **super().get_context_data(**kwargs),
            "previews": [(one, is_open(one)) for one in previews],
            "most": get_settings().PREVIEW_LINK_DAYS,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "revoke" in request.POST:
            mine = ReviewPreview.objects.filter(page=self.page.pk)
            pk = key_in(request.POST["revoke"])
            revoke_preview(get_object_or_404(mine, pk=pk), by=request.user)
            messages.success(request, _("Taken back: the link opens nothing any more."))
            return redirect("disclosure_previews", self.page.pk)
        form = PreviewForm(request.POST)
        made = None
        if form.is_valid():
            try:
                made = make_preview(
                    self.page,
                    reader=form.cleaned_data["reader"],
                    days=form.cleaned_data["days"],
                    by=request.user,
                )
            except ActRefused as refused:
                form.add_error(None, str(refused))
        answer = self.render_to_response(
            self.get_context_data(form=PreviewForm() if made else form, made=made)
        )
        add_never_cache_headers(answer)  # the link is shown this once
        return answer


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the version under review to the reader of a link."""
    found = find_preview(token)
    if found is None:
        raise Http404
    was_open = is_open(found)
    note_opening(found, address=client_address(request), was_open=was_open)
    if not was_open:
        return _private(_gone(request))
    page = found.revision.as_object()
    shown = page.make_preview_request(request, page.default_preview_mode)
    return _private(_with_own_files(shown, found, token))


@require_safe
def preview_file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Serve a document or picture of the version under review to the reader of a link."""
    found = find_preview(token)
    if found is None:
        raise Http404
    if not is_open(found):
        return _private(_gone(request))
    if name not in _names(found):
        raise Http404
    try:
        file = private_storage().open(name)
    except FileNotFoundError:
        raise Http404 from None
    suffix = PurePath(name).suffix.lower()
    answer = FileResponse(file, as_attachment=suffix not in PICTURES, filename=PurePath(name).name)
    answer["Content-Type"] = PICTURES.get(suffix, "application/octet-stream")
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return _private(answer)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosure_plugin/admin/preview_gone.html", status=410)


def _private(answer: Any) -> Any:
    add_never_cache_headers(answer)
    answer["Cache-Control"] = "private, no-store"
    for name, value in HEADERS.items():
        answer[name] = value
    return answer


def _names(found: ReviewPreview) -> set[str]:
    """Return the stored names of what the version shows, smaller pictures included."""
    files = files_of(found)
    images = [one.object_id for one in files if one.kind == FileVersion.Kind.IMAGE]
    renditions = get_image_model().get_rendition_model()._default_manager.filter(image__in=images)
    names = {str(one.file.name) for one in files}
    return names | set(renditions.values_list("file", flat=True))


def _with_own_files(shown: Any, found: ReviewPreview, token: str) -> Any:
    """Let the page's pictures and documents come by the link: the reader has no account."""
    text = shown.content.decode()
    for name in sorted(_names(found), key=len, reverse=True):
        stored = reverse("disclosure_plugin:private_file", args=[name])
        text = text.replace(stored, reverse("disclosure_account:preview_file", args=[token, name]))
    for version in files_of(found):
        if version.kind == FileVersion.Kind.DOCUMENT:
            own = reverse("disclosure_account:preview_file", args=[token, version.file.name])
            # Wagtail's address of a document ends in its name.
            text = _replace_document(text, str(version.object_id), own)
    shown.content = text.encode()
    return shown


def _replace_document(text: str, key: str, own: str) -> str:
    return re.sub(rf'(?<=")[^"]*/documents/{re.escape(key)}/[^"]*(?=")', own, text)


urlpatterns = [
    path("disclosure/previews/<int:page>/", PreviewsView.as_view(), name="disclosure_previews")
]
