"""Addresses of a bureau's site; every bureau has the same."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include("disclosure_plugin.admin.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("disclosure_plugin.urls")),
    path("", include(wagtail_urls)),
]

handler404 = "disclosure_plugin.site.errors.page_not_found"
