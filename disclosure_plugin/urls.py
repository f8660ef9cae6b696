"""Public addresses of the plugin, to be included before Wagtail's own."""

from django.urls import path

from .site.media import media

app_name = "disclosure_plugin"

urlpatterns = [
    path("media/<path:path>", media, name="media"),
]
