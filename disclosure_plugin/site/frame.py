"""What stands around the content of every public page."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.http import HttpRequest
from wagtail.models import Page, Site

from disclosure_plugin import bureaus
from disclosure_plugin.models import AnnualSummaryMixin, BureauSettings, DisclosedMixin
from disclosure_plugin.queries.navigation import (
    breadcrumb_pages,
    bureau_home,
    navigation_pages,
)
from disclosure_plugin.register.models import RegisterEntry

from .addresses import page_address

# What a visitor may choose, by query parameter; anything else is ignored.
VIEWS = ("standard", "large")
THEMES = ("light", "dark")


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
        in_summaries: whether this page is an annual summary.
        view: ``large``, ``standard`` or, if nothing was asked for, empty.
        theme: ``dark``, ``light`` or, if nothing was asked for, empty.
        address: absolute canonical address of the page; empty on an error page.
        domain: host name of the canonical addresses.
        entry: what the register says of the page; None for a page that discloses nothing, or
            not yet.
    """

    site: Site | None
    settings: BureauSettings | None
    home: Page | None = None
    navigation: list[Page] = field(default_factory=list)
    breadcrumbs: list[Page] = field(default_factory=list)
    current: set[int] = field(default_factory=set)
    in_summaries: bool = False
    view: str = ""
    theme: str = ""
    address: str = ""
    domain: str = ""
    entry: RegisterEntry | None = None

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
    breadcrumbs = breadcrumb_pages(home, page) if home and page is not None else []
    return Frame(
        site=site,
        settings=settings,
        home=home,
        navigation=navigation_pages(home) if home else [],
        breadcrumbs=breadcrumbs,
        current={one.pk for one in (*breadcrumbs, page) if one is not None} if home else set(),
        in_summaries=isinstance(page, AnnualSummaryMixin),
        view=view,
        theme=theme,
        address=page_address(page) if page is not None and page.path else "",
        domain=urlsplit(bureaus.public_address()).hostname or "",
        entry=page.register_entry if isinstance(page, DisclosedMixin) else None,
    )


def _choice(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    value = request.GET.get(name, "")
    return value if value in allowed else ""
