"""Public addresses of the plugin, to be included before Wagtail's own."""

from django.urls import include, path, re_path

from .site import publication_log
from .site.annual_reports import annual_report_file
from .site.appearance import appearance
from .site.calendars import calendar, notice_calendar
from .site.catalogue import catalogue, catalogue_file
from .site.feeds import column_feed, feed, search_feed
from .site.media import media
from .site.platform import platform, site_map
from .site.private_files import private_file
from .site.register import numbered, register, register_file
from .site.screen import screen
from .site.search import search

app_name = "disclosure_plugin"

# Below the name of a log, which never changes, the addresses are those of C2SP tlog-tiles.
log_patterns = [
    path("", publication_log.index, name="logs"),
    path("county", publication_log.county, name="county_logs"),
    path("verify_archive.py", publication_log.verifier, name="verifier"),
    path("checkpoint", publication_log.current_checkpoint, name="current_checkpoint"),
    path("<slug:log>/checkpoint", publication_log.checkpoint, name="checkpoint"),
    path("<slug:log>/checkpoint/<str:size>", publication_log.checkpoint_of, name="checkpoint_of"),
    path(
        "<slug:log>/checkpoint/<str:size>/time-stamp",
        publication_log.time_stamp,
        name="time_stamp",
    ),
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
    path("open-information/", platform, name="platform"),
    path("site-map/", site_map, name="site_map"),
    path("search/", search, name="search"),
    re_path(r"^search/(?P<kind>atom\.xml|feed\.json)$", search_feed, name="search_feed"),
    re_path(r"^appearance/(?P<digest>[0-9a-f]{16})\.css$", appearance, name="appearance"),
    path("catalogue/", catalogue, name="catalogue"),
    re_path(
        r"^catalogue/(?P<code>[-\w]+)\.(?P<kind>csv|xlsx)$", catalogue_file, name="catalogue_file"
    ),
    re_path(
        r"^annual-reports/(?P<short_id>[-\w]+)\.(?P<kind>docx|xlsx)$",
        annual_report_file,
        name="annual_report_file",
    ),
    re_path(r"^feeds/(?P<kind>atom\.xml|feed\.json)$", feed, name="feed"),
    re_path(
        r"^feeds/(?P<short_id>[-\w]+)/(?P<kind>atom\.xml|feed\.json)$",
        column_feed,
        name="column_feed",
    ),
    path("feeds/calendar.ics", calendar, name="calendar"),
    path("feeds/<slug:short_id>/period.ics", notice_calendar, name="notice_calendar"),
    path("api/disclosure/v1/", include("disclosure_plugin.site.api.urls")),
    path("n/<path:number>", numbered, name="numbered"),
    path("screen/<slug:short_id>/", screen, name="screen"),
    path("transparency/", include(log_patterns)),
    # PostgreSQL, which is asked for a file, has no NUL in its texts.
    re_path(r"^media/(?P<name>[^\0]+)\Z", media, name="media"),
    re_path(r"^uploads/(?P<name>[^\0]+)\Z", private_file, name="private_file"),
]
