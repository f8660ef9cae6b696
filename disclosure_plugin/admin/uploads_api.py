"""Documents and images as the admin's own interface tells them: to those who may use them.

Wagtail's tells titles, file names and tags of all of them to whoever may sign in to the admin.
"""

from __future__ import annotations

from typing import Any

from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from disclosure_plugin.queries.upload_permissions import usable_by


class UsableDocuments(DocumentsAdminAPIViewSet):
    def get_queryset(self) -> Any:
        return usable_by(self.request.user, super().get_queryset())


class UsableImages(ImagesAdminAPIViewSet):
    def get_queryset(self) -> Any:
        return usable_by(self.request.user, super().get_queryset())


def tell_usable_ones(router: Any) -> None:
    """Take Wagtail's two places in the interface."""
    router.register_endpoint("documents", UsableDocuments)
    router.register_endpoint("images", UsableImages)
