"""Where a visitor from the county comes in; a project puts it in front of Wagtail's admin."""

from django.urls import path

from .admin import county_visit

app_name = "disclosure_county_visit"
urlpatterns = [
    path("county-session/", county_visit.begin, name="begin"),
    path("county-session/end/", county_visit.leave, name="end"),
]
