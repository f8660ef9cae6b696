"""The public archive, to be included below an address of the bureau such as ``archive/``."""

from django.urls import path, re_path

from .public.replay_views import replay
from .public.snapshot_views import calendar_view, download, snapshot_view
from .public.version_views import compare_view, versions_view

app_name = "disclosure_archive"

urlpatterns = [
    path("", calendar_view, name="calendar"),
    path("snapshots/<int:pk>/", snapshot_view, name="snapshot"),
    path("snapshots/<int:pk>/snapshot.wacz", download, name="download"),
    path("page/<slug:key>/", versions_view, name="versions"),
    path("page/<slug:key>/compare/", compare_view, name="compare"),
    # A time and an absolute address, as in the archives of the field.
    re_path(
        r"^(?P<moment>[0-9]{14})(?P<how>(?:id_|mp_)?)/(?P<address>.+)$", replay, name="replay"
    ),
]
