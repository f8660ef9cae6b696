"""A page taken down as far as its stores are concerned: unpublished, and the stores told."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page

from disclosure_plugin.models import FileVersion
from disclosure_plugin.signals import page_taken_down

BASIS = "personal-data"


def take_down(page: Page) -> None:
    """Do what the act does, in one transaction and in its order."""
    with transaction.atomic():
        page = Page.objects.get(pk=page.pk).specific
        versions = list(FileVersion.objects.filter(uses__page=page.pk))
        page.unpublish()
        page.refresh_from_db()
        assert not page.live
        page_taken_down.send(type(page), page=page, versions=versions, basis=BASIS)
