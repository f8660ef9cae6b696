"""Public addresses of the plugin, to be included before Wagtail's own."""

from django.urls import path

from .site.media import media
from .site.private_files import private_file

app_name = "disclosure_plugin"

urlpatterns = [
    path("media/<path:name>", media, name="media"),
    path("uploads/<path:name>", private_file, name="private_file"),
]
