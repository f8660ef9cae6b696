"""What is disclosed to staff, for those it is disclosed to: the page and its files.

Only on the bureau's own admin origin, to who is signed in there; asked anew for each answer, and
no answer is kept by anything on the way.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

from disclosure_plugin.actions.internal_reading import note_read
from disclosure_plugin.models import FileVersion, InternalEntry, UploadMixin
from disclosure_plugin.models.shown_page import StaffPage, showing_to_staff
from disclosure_plugin.queries.internal_items import (
    belongs_to_audience,
    current_version,
    is_staff,
    may_read,
)

from .frame import INTERNAL
from .headers import POLICY, PUBLIC, UPLOAD_HEADERS, header
from .upload_answers import PICTURES

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "same-origin",
}
# Only sizes that a page was rendered with are made: each costs time.
_signer = Signer(salt="disclosure.internal_picture")


class _Refused(Exception):
    """Somebody may not read it; the sentence says why and never what it is."""


@require_safe
def internal_page(request: HttpRequest, page: int) -> HttpResponseBase:
    """Show an item to somebody it is disclosed to, and note that they have opened it."""
    try:
        entry = _entry(request, page)
    except _Refused as refused:
        return _refusal(request, str(refused))
    version = current_version(entry)
    if not _is_shown(entry):
        gone = render(
            request, "disclosure_plugin/admin/internal_gone.html", {"entry": entry}, status=410
        )
        return _private(gone)
    shown = version.revision.as_object()
    setattr(request, INTERNAL, entry)
    to_staff = StaffPage(page, version.files.all(), partial(_address, page))
    with showing_to_staff(to_staff):
        answer = shown.serve(request)
        if not getattr(answer, "is_rendered", True):
            answer.render()
    if request.method == "GET" and belongs_to_audience(entry, request.user):
        note_read(version, request.user)
    answer[POLICY] = header(PUBLIC)
    return _private(answer)


@require_safe
def internal_file(request: HttpRequest, page: int, version: int, name: str) -> HttpResponseBase:
    """Serve a document of an item to somebody it is disclosed to."""
    try:
        file = _file(request, page, version)
    except _Refused as refused:
        return _refusal(request, str(refused))
    try:
        answer = FileResponse(file.open())
    except FileNotFoundError:
        raise Http404 from None
    return _upload(answer, file.name)


@require_safe
def internal_picture(request: HttpRequest, page: int, version: int, size: str) -> HttpResponseBase:
    """Serve a picture of an item, in a size that its page asks for."""
    try:
        file = _file(request, page, version)
    except _Refused as refused:
        return _refusal(request, str(refused))
    try:
        filter_spec = _signer.unsign(size)
    except BadSignature:
        raise Http404 from None
    image = get_image_model()._default_manager.filter(pk=file.object_id).first()
    if file.kind != FileVersion.Kind.IMAGE or not isinstance(image, UploadMixin):
        raise Http404
    try:
        data, made = image.picture_of(file, filter_spec)  # type: ignore[attr-defined]
    except FileNotFoundError:
        raise Http404 from None
    return _upload(HttpResponse(data), made)


def _entry(request: HttpRequest, page: int) -> InternalEntry:
    """Return the entry of a page that whoever asks may read.

    Raises:
        _Refused: they may not.
        Http404: there is none.
    """
    if not is_staff(request.user):
        raise _Refused(
            _("This is disclosed to the bureau's own staff only, and your account is not one.")
        )
    found = InternalEntry.objects.select_related("page", "audience_group").filter(page=page)
    entry = found.first()
    if entry is None or entry.state == InternalEntry.State.PUBLIC:
        raise Http404
    if not may_read(entry, request.user):
        raise _Refused(
            _(
                "This is disclosed to a group of the bureau that you do not belong to. If you "
                "should read it, ask whoever looks after the bureau's people to add you to the "
                "group."
            )
        )
    return entry


def _is_shown(entry: InternalEntry) -> bool:
    return InternalEntry.objects.disclosed().filter(pk=entry.pk).exists()


def _file(request: HttpRequest, page: int, version: int) -> FileVersion:
    entry = _entry(request, page)
    if not _is_shown(entry):
        raise Http404
    files = current_version(entry).files.filter(taken_down_at=None)
    found = files.filter(pk=version).first()
    if found is None:
        raise Http404
    return found


def _address(page: int, version: FileVersion, filter_spec: str) -> str:
    if filter_spec:
        size = _signer.sign(filter_spec)
        return reverse("disclosure_internal_picture", args=[page, version.pk, size])
    return reverse("disclosure_internal_file", args=[page, version.pk, version.name])


def _upload(answer: Any, name: str) -> HttpResponseBase:
    extension = name.rpartition(".")[2].lower()
    answer["Content-Type"] = PICTURES.get(extension, "application/octet-stream")
    disposition = content_disposition_header(extension not in PICTURES, name)
    if disposition:
        answer["Content-Disposition"] = disposition
    for one, value in UPLOAD_HEADERS.items():
        answer[one] = value
    return _private(answer)


def _refusal(request: HttpRequest, sentence: str) -> HttpResponse:
    answer = render(
        request,
        "disclosure_plugin/admin/internal_refused.html",
        {"sentence": sentence},
        status=403,
    )
    return _private(answer)


def _private(answer: Any) -> Any:
    for name, value in HEADERS.items():
        answer[name] = value
    return answer


urlpatterns = [
    path("disclosure/internal/<int:page>/", internal_page, name="disclosure_internal_page"),
    path(
        "disclosure/internal/<int:page>/files/<int:version>/<path:name>",
        internal_file,
        name="disclosure_internal_file",
    ),
    path(
        "disclosure/internal/<int:page>/pictures/<int:version>/<path:size>",
        internal_picture,
        name="disclosure_internal_picture",
    ),
]
