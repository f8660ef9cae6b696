"""Addresses below the admin's that somebody needs who is not signed in.

To be included at the admin's own prefix, before ``wagtail.admin.urls``.
"""

from django.urls import path

from .first_login import FirstLoginView
from .previews import preview, preview_file

app_name = "disclosure_account"

urlpatterns = [
    path("first-login/<str:token>/", FirstLoginView.as_view(), name="first_login"),
    path("review-preview/<str:token>/", preview, name="preview"),
    path("review-preview/<str:token>/files/<path:name>", preview_file, name="preview_file"),
]
