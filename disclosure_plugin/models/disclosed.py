"""What all disclosed pages have in common."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from disclosure_plugin.domain.items import ABSTRACT_MAX_CHARACTERS

# No vowels and no look-alikes: an address is read out on the phone and must not spell words.
ADDRESS_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
ADDRESS_LENGTH = 8


def not_expired() -> models.Q:
    """Return the condition that a page's time is not over, by PostgreSQL's clock.

    A worker takes expired pages back within a second. This holds when there is no worker.
    """
    return models.Q(expire_at=None) | models.Q(expire_at__gt=Now())


class DisclosedQuerySet(PageQuerySet):
    """Every read of disclosed pages begins with :meth:`disclosed`."""

    def disclosed(self) -> DisclosedQuerySet:
        """Keep what an anonymous visitor may see, now."""
        return self.live().public().filter(not_expired())

    def latest_first(self) -> DisclosedQuerySet:
        """Order by first publication, the newest first."""
        return self.order_by("-first_published_at", "-pk")


DisclosedManager = PageManager.from_queryset(DisclosedQuerySet)


class ShortAddressMixin(models.Model):
    """Pages whose address is a short id given at creation and never changed.

    A Chinese title makes an address of percent signs, and the index number exists only from
    publication on; so neither can be the address.
    """

    class Meta:
        abstract = True

    def give_address(self) -> None:
        """Choose the short id, once."""
        if not self.slug:
            self.slug = "".join(secrets.choice(ADDRESS_ALPHABET) for _i in range(ADDRESS_LENGTH))

    # Wagtail checks a draft by minimal_clean and everything else by full_clean; both would
    # otherwise make the address from the title.
    def full_clean(self, *args, **kwargs) -> None:
        self.give_address()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.give_address()
        super().minimal_clean()


class DisclosedMixin(ShortAddressMixin):
    """Fields and panels of a page that discloses something.

    Mix it into a page class, before the base page::

        class MyItemPage(DisclosedMixin, MyBasePage): ...
    """

    abstract = models.CharField(
        _("abstract"),
        max_length=ABSTRACT_MAX_CHARACTERS,
        help_text=_("What it says, in at most 100 characters. Shown in lists and the register."),
    )
    formed_on = models.DateField(
        _("formed on"),
        null=True,
        help_text=_("The day the information was made or changed: for a document, its signing."),
    )
    responsible_section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("responsible section"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = DisclosedManager()

    disclosure_panels = [
        FieldPanel("abstract"),
        MultiFieldPanel(
            [FieldPanel("formed_on"), FieldPanel("responsible_section")],
            heading=_("Where it comes from"),
        ),
    ]
    # The address is given by us and the search engine fields say nothing a resident needs.
    promote_panels: list = []

    search_fields_of_disclosed = [index.SearchField("abstract"), index.FilterField("formed_on")]

    class Meta:
        abstract = True
