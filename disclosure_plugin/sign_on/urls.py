"""Addresses of single sign-on; a project puts them in front of Wagtail's admin."""

from django.urls import path

from . import views

app_name = "disclosure_sign_on"
urlpatterns = [
    path("sign-on/", views.start, name="start"),
    path("sign-on/callback/", views.callback, name="callback"),
    path("sign-on/connect/", views.connect, name="connect"),
]
