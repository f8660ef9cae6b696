"""A certificate on paper: the same words as its page, with the QR code that leads there."""

from __future__ import annotations

import hashlib
from html import escape
from io import BytesIO
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from disclosure_plugin.conf import get_settings
from disclosure_plugin.paper import layout, qr
from disclosure_plugin.paper.layout import GREY, MARGIN, RULE, ruled

from .models import Certificate
from .wording import Table as WordedTable
from .wording import Wording, wording

QR_SIZE = 34 * mm
FACT_NAME = 38 * mm


def stored_pdf(certificate: Certificate, address: str) -> bytes:
    """Return the PDF of a certificate, made when it is first asked for and kept from then on.

    Args:
        certificate: one that may be shown.
        address: absolute address of its page, for the QR code.
    """
    if certificate.pdf is not None:
        return bytes(certificate.pdf)
    with transaction.atomic():
        locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
        if locked.pdf is None:
            locked.pdf = render(locked, address)
            locked.pdf_sha256 = hashlib.sha256(locked.pdf).hexdigest()
            locked.save(update_fields=["pdf", "pdf_sha256"])
    return bytes(locked.pdf)


def render(certificate: Certificate, address: str) -> bytes:
    """Render a certificate as a PDF, in the language of the site."""
    with translation.override(django_settings.LANGUAGE_CODE):
        words = wording(certificate)
        output = BytesIO()
        document = SimpleDocTemplate(
            output,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN,
            title=f"{words.heading} {certificate.number}",
            invariant=1,
        )
        document.build(_story(certificate, words, address, document.width))
    return output.getvalue()


def _story(certificate: Certificate, words: Wording, address: str, width: float) -> list[Any]:
    small, text = _style(8), _style(10)
    return [
        _head(words, address, width),
        Spacer(1, 5 * mm),
        Paragraph(escape(words.statement), _style(11.5)),
        Spacer(1, 4 * mm),
        _facts(words.facts, width),
        *(part for table in words.tables for part in _table(table, width)),
        Spacer(1, 5 * mm),
        *(Paragraph(escape(limit), small) for limit in words.limits),
        Spacer(1, 3 * mm),
        Paragraph(
            escape(
                _("SHA-256 of this certificate's document: %(sha256)s")
                % {"sha256": certificate.sha256}
            ),
            small,
        ),
        Paragraph(escape(_("To check it: %(address)s") % {"address": address}), small),
        Spacer(1, 12 * mm),
        Paragraph(escape(_("Seal of the bureau:")), text),
    ]


def _head(words: Wording, address: str, width: float) -> Table:
    heading = Paragraph(escape(words.heading), _style(20, textColor=RULE))
    head = Table([[heading, qr.drawing(address, QR_SIZE)]], colWidths=[width - QR_SIZE, QR_SIZE])
    head.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("LINEBELOW", (0, 0), (-1, -1), 1.5, RULE),
            ]
        )
    )
    return head


def _facts(facts: list[tuple[str, str]], width: float) -> Table:
    rows = [
        [Paragraph(escape(name), _style(9, textColor=GREY)), Paragraph(escape(value), _style(9.5))]
        for name, value in facts
    ]
    return ruled(rows, [FACT_NAME, width - FACT_NAME])


def _table(table: WordedTable, width: float) -> list[Any]:
    head = [Paragraph(escape(name), _style(7.5, textColor=GREY)) for name in table.heads]
    rows = [[Paragraph(escape(cell), _style(7.5)) for cell in row] for row in table.rows]
    columns = [width / len(table.heads)] * len(table.heads)
    if len(columns) == 3:  # two times, and a hash or an address
        columns = [width * 0.26, width * 0.26, width * 0.48]
    return [
        Spacer(1, 4 * mm),
        Paragraph(escape(table.title), _style(11, textColor=RULE)),
        Spacer(1, 1 * mm),
        ruled([head, *rows], columns, repeatRows=1),
    ]


def _style(size: float, **more: Any) -> ParagraphStyle:
    return layout.style(get_settings().CERTIFICATE_FONT_FILE, size, **more)
