"""Sections in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from disclosure_plugin.models import Section

from .menu import BOARD


class SectionViewSet(ModelViewSet):
    model = Section
    name = "disclosure_sections"
    icon = "group"
    menu_label = _("Sections")
    menu_order = 210
    menu_hook = BOARD.hook
    form_fields = ["name", "phone", "room", "duties", "place"]
    list_display = ["name", "phone", "room"]
    search_fields = ["name", "duties"]
    inspect_view_enabled = True


section_viewset = SectionViewSet()
