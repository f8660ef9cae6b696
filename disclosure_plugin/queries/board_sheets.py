"""What is printed for a board: of public items alone, exactly what their pages say."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page, Site

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.ordinals import chinese_ordinal
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import BureauSettings, DisclosureBoardMixin, shown_page
from disclosure_plugin.paper.markup import parts_of
from disclosure_plugin.paper.sheets import Sheet, board_sheets
from disclosure_plugin.register.models import RegisterEntry

from .channels import public_entry
from .disclosed_pages import times_published
from .publication_log import newest_entry

PUBLISHED = "page.published"
FINGERPRINT_GROUPS = 4


class NotForPrint(Refused):
    """Something that is not public was to be printed for a board."""

    sentence = gettext_noop(
        "“%(title)s” is not public, so it is not printed for a board. Only what everybody may "
        "read now can hang there."
    )


class NothingChosen(Refused):
    """Sheets were asked for, and no item was chosen."""

    sentence = gettext_noop("Choose at least one item to print.")


def sheets_pdf(pages: list[Page], request: HttpRequest, *, paper: str) -> bytes:
    """Return the sheets of public items as one PDF, in the language of the site.

    Args:
        pages: items of the current bureau, as plain pages.
        request: by which the site is known; nothing else of it is shown.
        paper: ``A3`` or ``A4``.

    Raises:
        Refused: one of them is not public, or there is none; nothing is printed.
    """
    if not pages:
        raise NothingChosen
    with translation.override(django_settings.LANGUAGE_CODE):
        entries = [(page, public_entry(page)) for page in pages]
        sheets = []
        for page, entry in entries:
            if entry is None:
                raise NotForPrint(title=page.get_admin_display_title())
            sheets.append(_sheet(page.specific, entry, request))
        return board_sheets(sheets, paper=paper, font_file=get_settings().CERTIFICATE_FONT_FILE)


def _sheet(page: Any, entry: RegisterEntry, request: HttpRequest) -> Sheet:
    settings = _settings(request)
    calls = [
        (_("Report phone"), settings.report_phone),
        (_("Enquiry line"), settings.enquiry_phone),
    ]
    window = " ".join(filter(None, (settings.window_place, settings.window_hours)))
    return Sheet(
        bureau=settings.bureau_name or entry.bureau_name,
        seal=settings.seal_text if len(settings.seal_text) == 4 else "",
        place=_place(page),
        title=page.title,
        version=_version(page, entry),
        parts=parts_of(_page_as_served(page, request)),
        calls=[call for call in calls if call[1]],
        window=(_("Service window"), window) if window else None,
        address=bureaus.public_address(page.get_url()),
        qr_caption=_("Scan for the newest version and to check this sheet"),
        strip=[
            pgettext("on a printed sheet", "Posted at (place)"),
            pgettext("on a printed sheet", "Posted on"),
            pgettext("on a printed sheet", "By"),
            pgettext("on a printed sheet", "Removed on"),
        ],
        identity=_identity(page, entry),
        of_pages=lambda number, pages: (
            _("Sheet %(number)d of %(pages)d") % {"number": number, "pages": pages}
        ),
        picture=lambda alt: _("(Picture: %(alt)s. It is shown on the page.)") % {"alt": alt},
    )


def _settings(request: HttpRequest) -> BureauSettings:
    site = Site.find_for_request(request)
    found: BureauSettings = BureauSettings.for_site(site)
    return found


def _page_as_served(page: Any, request: HttpRequest) -> str:
    """Render the page that is public, as a visitor gets it."""
    shown_page.show(page.pk)
    try:
        context = page.get_context(request)
        return render_to_string(page.get_template(request), context, request)
    finally:
        shown_page.forget()


def _place(page: Page) -> str:
    """Name the board and the number of the column that an item stands in."""
    column = page.get_parent()
    board: Any = column.get_parent().specific if column.depth > 1 else None
    is_on_board = isinstance(board, DisclosureBoardMixin)
    if not is_on_board:
        return str(column.title)
    keys = [one.pk for one in board.columns()]
    if column.pk not in keys:
        return str(board.title)
    number = keys.index(column.pk) + 1
    ordinal = chinese_ordinal(number) if number < 100 else str(number)
    return pgettext("on a printed sheet", "%(board)s, column %(ordinal)s") % {
        "board": board.title,
        "ordinal": ordinal,
    }


def _version(page: Page, entry: RegisterEntry) -> str:
    day = date_format(localtime(entry.version_published_at), "DATE_FORMAT")
    times = times_published(page)
    if times < 2:
        return _("Published on %(day)s") % {"day": day}
    return _("Published on %(day)s, version %(times)d") % {"day": day, "times": times}


def _identity(page: Page, entry: RegisterEntry) -> list[str]:
    groups = [entry.content_hash[at : at + 4] for at in range(0, 4 * FINGERPRINT_GROUPS, 4)]
    said = [
        _("Index number %(number)s") % {"number": entry.number},
        _("Fingerprint %(fingerprint)s") % {"fingerprint": " ".join(groups)},
    ]
    logged = newest_entry(bureaus.current(), PUBLISHED, page.slug)
    if logged is not None:
        said.append(_("Publication log, entry %(entry)s") % {"entry": f"{logged.index:,}"})
    return said
