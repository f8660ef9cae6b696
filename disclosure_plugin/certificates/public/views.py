"""Certificates for whoever has one in hand: by number and code, by QR code, by the file itself."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure_plugin import bureaus
from disclosure_plugin.certificates import pdf
from disclosure_plugin.certificates.bundles import bundle, is_proved, tlog_proof_place
from disclosure_plugin.certificates.models import Certificate
from disclosure_plugin.certificates.wording import wording
from disclosure_plugin.paper import qr
from disclosure_plugin.queries.publication_log import keys

from . import finding, limits

JSON = "application/json"
# What is taken down stops at once; what cannot be found now may be found later.
ASK_AGAIN = "no-cache"


def answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view be read only, kept by nobody and found by no search engine."""

    @require_safe
    @functools.wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        response = view(request, **parts)
        response.headers.setdefault("Cache-Control", ASK_AGAIN)
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return answer


def of_certificate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the certificate of this bureau that an address names.

    Of an item that was taken down nothing but the number is shown: 410.
    """

    @answers
    @functools.wraps(view)
    def answer(request: HttpRequest, *, code: str) -> HttpResponse:
        certificate = finding.by_code(code)
        if certificate is None:
            raise Http404
        if finding.is_hidden(certificate):
            context = {"certificate": certificate}
            return _page(request, "hidden", context, status=410)
        return view(request, certificate)

    return answer


@answers
def start(request: HttpRequest) -> HttpResponse:
    """Offer the three ways to check a certificate."""
    return _page(request, "start", {})


@answers
def by_number(request: HttpRequest) -> HttpResponse:
    """Lead to the certificate with a number and check code; one answer for all that are none."""
    number, code = (request.GET.get(name, "")[:100] for name in ("number", "code"))
    context = {"number": number, "code": code}
    if not context.keys() & request.GET.keys():  # an address without a question
        return _page(request, "start", {})
    if limits.has_guessed_too_often(request):
        problem = _("Too many wrong entries. Try again in ten minutes.")
        return _page(request, "start", {**context, "problem": problem}, status=429)
    certificate = finding.by_number_and_code(number, code)
    if certificate is None:
        limits.note_wrong_guess(request)
        problem = _(
            "This bureau has issued no certificate with this number and check code. Compare both "
            "with the paper; the code has twenty characters, digits and the letters a to f."
        )
        return _page(request, "start", {**context, "problem": problem}, status=404)
    return HttpResponseRedirect(_address("certificate", certificate))


@answers
def by_file(request: HttpRequest) -> HttpResponse:
    """Say what is known of the file with a SHA-256, and whether it is one of a certificate."""
    sha256 = request.GET.get("sha256", "").strip().lower()[:100]
    code = request.GET.get("certificate", "")[:100]
    if "sha256" not in request.GET:
        return _page(request, "start", {})
    if not finding.SHA256.fullmatch(sha256):
        problem = _("A SHA-256 has 64 characters, digits and the letters a to f.")
        return _page(request, "start", {"sha256": sha256, "file_problem": problem}, status=400)
    compared = finding.by_code(code)
    matches = finding.by_sha256(sha256)
    context = {
        "sha256": sha256,
        "compared": compared,
        "same": [one for one in matches if compared and one.certificate.pk == compared.pk],
        "others": [
            (one, finding.is_hidden(one.certificate))
            for one in matches
            if compared is None or one.certificate.pk != compared.pk
        ],
    }
    return _page(request, "file", context)


@answers
def of_item(request: HttpRequest, short_id: str) -> HttpResponse:
    """List the certificates of an item; its page links here from the day it is published."""
    found = finding.of_item(short_id)
    if found is None:
        raise Http404
    entry, certificates = found
    hidden = finding.is_taken_down(entry)
    context = {"entry": entry, "certificates": certificates, "hidden": hidden}
    return _page(request, "item", context)


@of_certificate
def certificate(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Show a certificate, to be read or printed."""
    log, index = tlog_proof_place(certificate)
    context = {
        "certificate": certificate,
        "words": wording(certificate),
        "address": _absolute(certificate),
        "is_proved": is_proved(certificate),
        "keys": keys(certificate.log_entry.log),
        "entry_address": reverse("disclosure_plugin:log_entry", args=[log, index]),
        "proof_address": reverse("disclosure_plugin:newest_proof", args=[log, index]),
    }
    return _page(request, "certificate", context)


@of_certificate
def document(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The document that was hashed: of all forms of the certificate this one counts."""
    return _file(bytes(certificate.document), JSON, certificate, "json")


@of_certificate
def printable(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The certificate for the printer."""
    content = pdf.stored_pdf(certificate, _absolute(certificate))
    return _file(content, "application/pdf", certificate, "pdf")


@of_certificate
def proof(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """All that is needed to check the certificate elsewhere; 503 until the log is signed."""
    content = bundle(certificate)
    if content is None:
        response = _page(request, "not_signed", {"certificate": certificate}, status=503)
        response["Retry-After"] = "10"
        return response
    return _file(content, JSON, certificate, "proof.json")


@of_certificate
def qr_code(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The QR code that leads to the certificate's page."""
    response = HttpResponse(qr.svg(_absolute(certificate)), content_type="image/svg+xml")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(
    request: HttpRequest, name: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    template = f"disclosure_certificates/public/{name}.html"
    return render(request, template, dict(context), status=status)


def _file(content: bytes, content_type: str, certificate: Certificate, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    name = f"{certificate.bureau}-certificate-{certificate.number}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _address(name: str, certificate: Certificate) -> str:
    return reverse(f"disclosure_certificates_public:{name}", args=[certificate.code])


def _absolute(certificate: Certificate) -> str:
    return bureaus.public_address(_address("certificate", certificate))
