"""Public addresses of the plugin, to be included before Wagtail's own."""

from django.urls import path, re_path

from .site.media import media
from .site.private_files import private_file
from .site.register import numbered, register, register_file

app_name = "disclosure_plugin"

urlpatterns = [
    path("register/", register, name="register"),
    re_path(r"^register/register\.(?P<kind>csv|json|xlsx)$", register_file, name="register_file"),
    path("n/<path:number>", numbered, name="numbered"),
    path("media/<path:name>", media, name="media"),
    path("uploads/<path:name>", private_file, name="private_file"),
]
