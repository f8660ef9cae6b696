"""Uploaded files for those who may use them in the admin; for everybody else they do not exist."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

from disclosure_plugin.models import FileVersion, UploadMixin
from disclosure_plugin.models.file_storage import private_storage
from disclosure_plugin.models.uploads import upload_models
from disclosure_plugin.queries.upload_permissions import may_see

from .upload_answers import upload_answer


def check_may_see(document: Any, user: Any) -> None:
    """Refuse Wagtail's address of a document to everybody but those who may use it.

    Raises:
        Http404: they may not.
    """
    if isinstance(document, UploadMixin) and not may_see(document, user):
        raise Http404


@require_safe
def private_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve an uploaded file, or a small picture of it, to those who may use it."""
    if not _is_for(request.user, name):
        raise Http404
    response = upload_answer(request, private_storage(), name, etag=_tag(name))
    response["Cache-Control"] = "private, no-cache"
    return response


def _is_for(user: Any, name: str) -> bool:
    """Say whether somebody may use one of the documents and images a private file belongs to."""
    return user.is_authenticated and any(may_see(upload, user) for upload in _owners(name))


def _owners(name: str) -> list[UploadMixin]:
    """Return the documents and images a private file belongs to."""
    models = {model.upload_kind: model for model in upload_models()}
    versions = FileVersion.objects.filter(file=name)
    owners: list[UploadMixin] = []
    for kind, pk in versions.values_list("kind", "object_id").distinct():
        owners += models[FileVersion.Kind(kind)]._default_manager.filter(pk=pk)
    image = get_image_model()
    if not owners and issubclass(image, UploadMixin):
        renditions = image.get_rendition_model()._default_manager.filter(file=name)
        owners += [rendition.image for rendition in renditions.select_related("image")]
    return owners


def _tag(name: str) -> str:
    """Return what changes when another file takes the name of one that was deleted."""
    storage = private_storage()
    try:
        # A file that was restored from a backup has its time in whole seconds.
        changed = int(storage.get_modified_time(name).timestamp())
        return f"{changed}-{storage.size(name)}"
    except FileNotFoundError:
        raise Http404 from None
