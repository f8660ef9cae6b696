"""Addresses of a bureau's site; every bureau has the same."""

from django.apps import apps
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include("disclosure_plugin.admin.urls")),
    path("admin/", include("disclosure_plugin.sign_on.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("disclosure_plugin.urls")),
    path("verify/", include("disclosure_plugin.certificates.urls")),
    path("archive/", include("disclosure_plugin.snapshots.urls")),
    path("", include(wagtail_urls)),
]
if apps.is_installed("disclosure_plugin.tenancy"):
    # People of the county come in here before they are known: not behind Wagtail's sign-in.
    urlpatterns.insert(0, path("admin/", include("disclosure_plugin.tenancy.urls")))

handler400 = "disclosure_plugin.site.errors.bad_request"
handler403 = "disclosure_plugin.site.errors.permission_denied"
handler404 = "disclosure_plugin.site.errors.page_not_found"
handler500 = "disclosure_plugin.site.errors.server_error"
