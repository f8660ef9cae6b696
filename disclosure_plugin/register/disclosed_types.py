"""Which kinds of pages disclose something: written down, so that PostgreSQL can ask."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class DisclosedType(models.Model):
    """A page type with our mixin, of this package or of the site around it.

    It is named and not pointed to: content types are rows of each bureau's schema.
    """

    app_label = models.CharField(max_length=100)
    model = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["app_label", "model"], name="disclosure_one_row_a_type"
            )
        ]

    def __str__(self) -> str:
        return f"{self.app_label}.{self.model}"


def write_down(types: Iterable[type[models.Model]]) -> None:
    """Add the page types that are not written down yet.

    Args:
        types: all concrete page types with our mixin.
    """
    DisclosedType.objects.bulk_create(
        [
            DisclosedType(app_label=t._meta.app_label, model=t._meta.model_name or "")
            for t in types
        ],
        ignore_conflicts=True,
    )
