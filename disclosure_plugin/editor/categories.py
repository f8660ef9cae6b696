"""Categories and validity of disclosed information, as people choose and read them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.register import CATEGORY_SENTENCES, Category, Validity

VALIDITIES = {
    Validity.VALID: pgettext_lazy("validity", "in force"),
    Validity.EXPIRED: pgettext_lazy("validity", "expired"),
    Validity.REPEALED: pgettext_lazy("validity", "repealed"),
}
ARTICLES = {20: _("Regulation, Article 20"), 21: _("Regulation, Article 21")}


def category_name(code: str) -> str | Promise:
    """Return what a category is called; its code if it is none."""
    try:
        return _(CATEGORY_SENTENCES[Category(code)])
    except ValueError:
        return code


def category_choices() -> list[tuple[str | Promise, list[tuple[str, str | Promise]]]]:
    """Return the categories for a form, by article."""
    return [
        (
            heading,
            [(one.value, category_name(one)) for one in Category if one.article == article],
        )
        for article, heading in ARTICLES.items()
    ]


def validity_choices() -> list[tuple[str, str | Promise]]:
    """Return the states of validity for a form."""
    return [(one.value, name) for one, name in VALIDITIES.items()]
