"""Public addresses of the plugin, to be included before Wagtail's own."""

from django.urls import include, path, re_path

from .site import publication_log
from .site.media import media
from .site.private_files import private_file
from .site.register import numbered, register, register_file

app_name = "disclosure_plugin"

# Below the name of a log, which never changes, the addresses are those of C2SP tlog-tiles.
log_patterns = [
    path("", publication_log.index, name="logs"),
    path("county", publication_log.county, name="county_logs"),
    path("verify_archive.py", publication_log.verifier, name="verifier"),
    path("checkpoint", publication_log.current_checkpoint, name="current_checkpoint"),
    path("<slug:log>/checkpoint", publication_log.checkpoint, name="checkpoint"),
    path("<slug:log>/checkpoint/<str:size>", publication_log.checkpoint_of, name="checkpoint_of"),
    path("<slug:log>/vkey", publication_log.verifier_keys, name="verifier_keys"),
    path("<slug:log>/entry/<str:index>", publication_log.entry, name="log_entry"),
    path("<slug:log>/proof/<str:index>", publication_log.newest_proof, name="newest_proof"),
    path("<slug:log>/proof/<str:index>/<str:size>", publication_log.proof, name="proof"),
    path(
        "<slug:log>/consistency/<str:old>/<str:new>",
        publication_log.consistency,
        name="consistency",
    ),
    path("<slug:log>/tile/<str:level>/<path:place>", publication_log.tile, name="tile"),
]

urlpatterns = [
    path("register/", register, name="register"),
    re_path(r"^register/register\.(?P<kind>csv|json|xlsx)$", register_file, name="register_file"),
    path("n/<path:number>", numbered, name="numbered"),
    path("transparency/", include(log_patterns)),
    path("media/<path:name>", media, name="media"),
    path("uploads/<path:name>", private_file, name="private_file"),
]
