"""Sentences of Django and Wagtail that their own Chinese lacks.

Nothing reads this module. Named here, they come into our catalogue, and Django looks every
sentence up in the catalogues of all apps. A sentence goes when theirs has it.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

# Django 5.2, MinimumLengthValidator: its catalogue has another spelling of the placeholder.
PASSWORD_TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)

# Wagtail 8, dashboard.
SEARCH = gettext_noop("Search all pages…")
PAGES = ngettext_lazy(
    '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>',
    '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>',
)
IMAGES = ngettext_lazy(
    '%(total)s Image <span class="w-sr-only">created in %(site_name)s</span>',
    '%(total)s Images <span class="w-sr-only">created in %(site_name)s</span>',
)
DOCUMENTS = ngettext_lazy(
    '%(total)s Document <span class="w-sr-only">created in %(site_name)s</span>',
    '%(total)s Documents <span class="w-sr-only">created in %(site_name)s</span>',
)
