"""Running numbers of what a bureau shows to its own staff: no other bureau sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from disclosure_plugin.register.numbers import AbstractNumberSeries


class InternalNumberSeries(AbstractNumberSeries):
    class Meta(AbstractNumberSeries.Meta):
        verbose_name = _("series of internal index numbers")
        verbose_name_plural = _("series of internal index numbers")
