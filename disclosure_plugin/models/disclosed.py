"""What all disclosed pages have in common."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from disclosure_plugin import bureaus
from disclosure_plugin.domain.audiences import (
    Audience,
    GroupMissing,
    GroupNotMeant,
    NoSuchAudience,
    check_audience,
)
from disclosure_plugin.domain.catalogue import LONGEST
from disclosure_plugin.domain.items import ABSTRACT_MAX_CHARACTERS
from disclosure_plugin.domain.register import (
    OriginalIncomplete,
    OriginalInTheFuture,
    Validity,
    check_original,
)
from disclosure_plugin.editor.audiences import audience_choices
from disclosure_plugin.editor.categories import category_choices, validity_choices
from disclosure_plugin.editor.locks import ScheduledLock
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.register.models import RegisterEntry

from .catalogue_editing import CatalogueElementsPanel, CatalogueRowPanel
from .catalogues import HeldRow
from .internal_register import InternalEntry
from .missing_keys import ReadableVersionsMixin
from .sign_offs import is_fixed

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


def new_address() -> str:
    """Return a short id, by chance."""
    return "".join(secrets.choice(ADDRESS_ALPHABET) for _i in range(ADDRESS_LENGTH))


class ShortAddressMixin(models.Model):
    """Pages whose address is a short id given at creation and never changed.

    A Chinese title makes an address of percent signs, and the index number exists only from
    publication on; so neither can be the address.
    """

    allowed_http_methods = ["GET", "HEAD", "OPTIONS"]  # nothing is sent to a page

    class Meta:
        abstract = True

    def give_address(self) -> None:
        """Choose the short id, once."""
        if not self.slug:
            self.slug = new_address()

    # Wagtail checks a draft by minimal_clean and everything else by full_clean; both would
    # otherwise make the address from the title.
    def full_clean(self, *args, **kwargs) -> None:
        self.give_address()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.give_address()
        super().minimal_clean()


class DisclosedMixin(ReadableVersionsMixin, ShortAddressMixin):
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

    audience = models.CharField(
        pgettext_lazy("of an item", "audience"),
        max_length=6,
        choices=audience_choices,
        default=Audience.PUBLIC.value,
        help_text=_(
            "What is not for everybody stands nowhere on the site; staff read it after signing in."
        ),
    )
    audience_group = models.ForeignKey(
        "auth.Group",
        verbose_name=pgettext_lazy("audience", "group"),
        null=True,
        blank=True,
        # Wagtail reads no version whose key leads nowhere and may not be emptied. A group to which
        # something is disclosed is kept by its entry.
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Only for an item that is for a group."),
    )

    category = models.CharField(
        _("category"),
        max_length=5,
        choices=category_choices,  # without a default, so that nobody gets the first by chance
        help_text=_("The item of the Regulation it belongs to. The register is sorted by it."),
    )
    validity = models.CharField(
        _("validity"), max_length=8, choices=validity_choices, default=Validity.VALID.value
    )
    catalogue_row = models.CharField(
        _("row of the catalogue"),
        max_length=LONGEST["code"],
        blank=True,
        help_text=_("Which row of the bureau's catalogue it answers, if it answers one."),
    )
    original_published_on = models.DateField(
        _("first published elsewhere on"),
        null=True,
        blank=True,
        help_text=_(
            "Only for what was published elsewhere before, for example on an older site. The "
            "time of publication here is always the server's."
        ),
    )
    original_source = models.CharField(
        _("where"), max_length=200, blank=True, help_text=_("An address, or a paper and issue.")
    )

    objects = DisclosedManager()

    disclosure_panels = [
        FieldPanel("abstract"),
        MultiFieldPanel(
            [FieldPanel("formed_on"), FieldPanel("responsible_section")],
            heading=_("Where it comes from"),
        ),
        FieldRowPanel(
            [FieldPanel("audience"), FieldPanel("audience_group")],
            heading=_("Who may read it"),
        ),
        MultiFieldPanel(
            [
                HelpPanel(template="disclosure_plugin/admin/index_number.html"),
                FieldPanel("category"),
                FieldPanel("validity"),
                CatalogueRowPanel(),
                CatalogueElementsPanel(),
                FieldRowPanel(
                    [FieldPanel("original_published_on"), FieldPanel("original_source")]
                ),
            ],
            heading=_("Register"),
        ),
        HelpPanel(
            template="disclosure_plugin/admin/personal_data_panel.html",
            heading=_("Personal data"),
        ),
    ]
    # The address is given by us and the search engine fields say nothing a resident needs.
    promote_panels: list = []

    # Wagtail's receiver would do it within the publication (actions/search_index.py).
    search_auto_update = False
    search_fields_of_disclosed = [index.SearchField("abstract"), index.FilterField("formed_on")]

    # While it passes through the door (doorway.py): what full_clean need not ask.
    asked_before: frozenset[str] = frozenset()

    class Meta:
        abstract = True

    def full_clean(self, exclude=None, *args, **kwargs) -> None:
        super().full_clean({*(exclude or ()), *self.asked_before}, *args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.catalogue_row and not HeldRow.objects.filter(code=self.catalogue_row).exists():
            raise ValidationError(
                {"catalogue_row": _("Choose a row from the bureau's catalogue, or none.")}
            )
        try:
            check_audience(self.audience, has_group=self.audience_group_id is not None)
        except (GroupMissing, GroupNotMeant) as error:
            raise ValidationError({"audience_group": refusal_sentence(error)}) from error
        except NoSuchAudience as error:
            raise ValidationError({"audience": refusal_sentence(error)}) from error
        try:
            check_original(
                published_on=self.original_published_on,
                source=self.original_source,
                today=timezone.localdate(),
            )
        except (OriginalIncomplete, OriginalInTheFuture) as error:
            empty = self.original_published_on is None or isinstance(error, OriginalInTheFuture)
            field = "original_published_on" if empty else "original_source"
            raise ValidationError({field: refusal_sentence(error)}) from error

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Read a version; its address, and when and as what it is public, are the page's.

        Wagtail keeps these in the versions too. So a copy would have those of its source; and a
        public page would be taken back as its next version is scheduled, if that was written
        before the page was public.
        """
        page = super().with_content_json(content)
        page.first_published_at = self.first_published_at
        page.last_published_at = self.last_published_at
        page.live_revision_id = self.live_revision_id
        if page.slug != self.slug:
            page.slug = self.slug
            page.set_url_path(self.get_parent())
        return page

    @property
    def is_for_everybody(self) -> bool:
        """Whether its audience is the public."""
        return self.audience == Audience.PUBLIC

    @property
    def register_entry(self) -> RegisterEntry | None:
        """Its row in the register, once it was public."""
        if self.pk is None:
            return None
        return RegisterEntry.objects.filter(bureau=bureaus.current(), page=self.pk).first()

    @property
    def internal_entry(self) -> InternalEntry | None:
        """Its row in the internal register, once it was disclosed to staff."""
        if self.pk is None:
            return None
        return InternalEntry.objects.filter(page=self.pk).first()

    @property
    def status_string(self) -> str:
        """Say in lists that a page which is not live is read by staff."""
        if not self.live and not self.is_for_everybody:
            entry = self.internal_entry
            if entry is not None and entry.live:
                return pgettext("status of a page", "disclosed to staff")
        return super().status_string

    def save_revision(self, *args, **kwargs):
        """Begin a new version where autosave would write into one that was handed in."""
        if kwargs.get("overwrite_revision") and is_fixed(kwargs["overwrite_revision"]):
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    def get_lock(self):
        """Say with the lock of a scheduled page which date a cancelled schedule would miss."""
        lock = super().get_lock()
        return ScheduledLock(self) if isinstance(lock, ScheduledForPublishLock) else lock
