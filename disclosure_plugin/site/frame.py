"""What stands around the content of every public page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from wagtail.images.models import AbstractRendition
from wagtail.models import Page, Site

from disclosure_plugin import bureaus
from disclosure_plugin.models import (
    AnnualReportMixin,
    AnnualSummaryMixin,
    BureauSettings,
    DisclosedMixin,
    DisclosureColumnMixin,
    DisclosureImageMixin,
    InternalEntry,
)
from disclosure_plugin.queries.disclosed_pages import disclosed_pages
from disclosure_plugin.queries.navigation import bureau_home, frame_pages
from disclosure_plugin.queries.notices import StandingPeriod, standing_period
from disclosure_plugin.register.models import RegisterEntry

from .addresses import number_address, page_address
from .appearance import appearance_address

# Attribute of a request that shows a page to staff: its entry in the internal register.
INTERNAL = "disclosure_internal_entry"
# What a visitor may choose, by query parameter; anything else is ignored.
VIEWS = ("standard", "large")
THEMES = ("light", "dark")
# Twice the height at which it is shown.
EMBLEM = "height-128"


@dataclass(frozen=True)
class Frame:
    """The frame of one page.

    Attributes:
        site: the Wagtail site that was asked; None on a host that is nobody's.
        settings: name, seal and contacts of the bureau; None without a site.
        home: the bureau's home page.
        navigation: boards and commitment lists.
        breadcrumbs: the pages from home down to the one above this page.
        current: primary keys of the pages that are marked as current in the navigation.
        in_summaries: whether this page is an annual summary or report.
        column_id: short id of the page if it is a column, for its feeds; else empty.
        view: ``large``, ``standard`` or, if nothing was asked for, empty.
        theme: ``dark``, ``light`` or, if nothing was asked for, empty.
        address: absolute canonical address of the page; empty on an error page.
        lasting_address: absolute address of the page by its index number, or else its address;
            empty for what the public does not see.
        domain: host name of the canonical addresses.
        entry: what the register says of the page; None for a page that discloses nothing, or
            not yet.
        period: of a notice, day by day; None for what has none.
        emblem: picture in place of the seal, 128 pixels high; None for the seal.
        appearance: address of the stylesheet with the bureau's own colours; empty without.
        alert: the public page whose title stands above all others; None without.
        internal: what the internal register says of the page where it is shown to staff; None
            for everything the public sees.
    """

    site: Site | None
    settings: BureauSettings | None
    home: Page | None = None
    navigation: list[Page] = field(default_factory=list)
    breadcrumbs: list[Page] = field(default_factory=list)
    current: set[int] = field(default_factory=set)
    in_summaries: bool = False
    column_id: str = ""
    view: str = ""
    theme: str = ""
    address: str = ""
    lasting_address: str = ""
    domain: str = ""
    entry: RegisterEntry | InternalEntry | None = None
    period: StandingPeriod | None = None
    emblem: AbstractRendition | None = None
    appearance: str = ""
    alert: Page | None = None
    internal: InternalEntry | None = None

    @property
    def name(self) -> str:
        """The bureau's name, as on its letterhead."""
        if self.settings and self.settings.bureau_name:
            return self.settings.bureau_name
        return (self.site.site_name if self.site else "") or (self.home.title if self.home else "")


def frame_of(request: HttpRequest, page: Page | None) -> Frame:
    """Collect the frame of a page.

    Args:
        request: the visitor's request; only its site and two query parameters are read.
        page: the page being shown; None on an error page.
    """
    view, theme = _choice(request, "view", VIEWS), _choice(request, "theme", THEMES)
    site = Site.find_for_request(request)
    if site is None:
        return Frame(site=None, settings=None, view=view, theme=theme)
    settings = BureauSettings.for_site(site)
    home = bureau_home(site, page)
    internal: InternalEntry | None = getattr(request, INTERNAL, None)
    entry = page.register_entry if isinstance(page, DisclosedMixin) and not internal else None
    address = page_address(page) if page is not None and page.path and not internal else ""
    navigation, breadcrumbs = frame_pages(home, page) if home else ([], [])
    return Frame(
        site=site,
        settings=settings,
        home=home,
        navigation=navigation,
        breadcrumbs=breadcrumbs,
        current={one.pk for one in (*breadcrumbs, page) if one is not None} if home else set(),
        in_summaries=isinstance(page, AnnualSummaryMixin | AnnualReportMixin),
        column_id=page.slug if isinstance(page, DisclosureColumnMixin) else "",
        view=view,
        theme=theme,
        address=address,
        lasting_address=number_address(bureaus.public_address(), entry.number)
        if entry and address
        else address,
        domain=urlsplit(bureaus.public_address()).hostname or "",
        entry=internal or entry,
        period=standing_period(entry),
        emblem=_emblem(home, page, request) if home else None,
        appearance=appearance_address(settings),
        alert=_alert(settings, page),
        internal=internal,
    )


def _emblem(home: Page, page: Page | None, request: HttpRequest) -> AbstractRendition | None:
    """Return the emblem as the public home page shows it; in a preview, as the draft does."""
    # In a preview the draft is the page that is shown, and not what is in the database.
    shown: Any = page if page is not None and page.pk == home.pk else home.specific
    picture = getattr(shown, "emblem", None)
    if picture is None:
        return None
    if getattr(request, "is_preview", False) or not isinstance(picture, DisclosureImageMixin):
        return picture.get_rendition(EMBLEM)
    return picture.public_rendition(EMBLEM)


def _alert(settings: BureauSettings, page: Page | None) -> Page | None:
    """Return the alert while everybody may see it, and not above itself."""
    key = settings.alert_page_id
    if key is None or (page is not None and page.pk == key):
        return None
    return disclosed_pages().filter(pk=key).first()


def _choice(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    value = request.GET.get(name, "")
    return value if value in allowed else ""
