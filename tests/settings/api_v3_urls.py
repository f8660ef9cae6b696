"""The sandbox's addresses with the API that Wagtail 8 has, which the sandbox leaves out."""

from django.urls import path
from wagtail.api.v3.urls import api

from sandbox.config.urls import urlpatterns as sandbox

urlpatterns = [path("api/v3/", api.urls), *sandbox]
