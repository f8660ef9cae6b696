"""Which lines monthly finance statements have: data a county edits, for all bureaus."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.finance import LineKind


class FinanceLineKind(models.Model):
    """One line of statements; never deleted, since statements of years are joined by it."""

    code = models.SlugField(
        pgettext_lazy("line of a finance statement", "code"),
        unique=True,
        help_text=_("Latin letters and hyphens; it stays."),
    )
    name = models.CharField(pgettext_lazy("line of a finance statement", "name"), max_length=60)
    part_of = models.SlugField(
        _("code of its total"),
        blank=True,
        help_text=_("The line whose figures include this one's. Leave empty for a total."),
    )
    place = models.PositiveSmallIntegerField(
        _("place in statements"), default=0, help_text=_("Lines stand by this number.")
    )
    is_always_explained = models.BooleanField(
        _("every change needs its reason"),
        default=False,
        help_text=_("Whatever threshold the bureau has set."),
    )
    remark = models.CharField(
        pgettext_lazy("line of a finance statement", "remark"),
        max_length=200,
        blank=True,
        help_text=_("Where the rule is written, or that it is the county's own."),
    )
    is_offered = models.BooleanField(_("offered for new statements"), default=True)

    class Meta:
        verbose_name = _("line of finance statements")
        verbose_name_plural = _("lines of finance statements")
        default_permissions = ()
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Ask for a total that is there, and of which this line is not the total."""
        super().clean()
        if not self.part_of:
            return
        above = dict(FinanceLineKind.objects.values_list("code", "part_of"))
        above[self.code] = self.part_of
        if self.part_of not in above or self.part_of == self.code:
            raise ValidationError({"part_of": _("No other line has this code.")})
        code, seen = self.part_of, {self.code}
        while code:
            if code in seen:
                raise ValidationError({"part_of": _("The line would be a part of itself.")})
            seen.add(code)
            code = above.get(code, "")

    def kind(self) -> LineKind:
        """Return what the rules need of it."""
        return LineKind(self.code, self.name, self.part_of, self.is_always_explained)


def line_kinds() -> list[LineKind]:
    """Return the lines that new statements have, in their order."""
    return [one.kind() for one in FinanceLineKind.objects.filter(is_offered=True)]
