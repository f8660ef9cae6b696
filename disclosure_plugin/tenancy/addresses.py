"""Give a bureau its addresses: host names, a path on the county's site, which is canonical."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _
from django_tenants.utils import get_public_schema_name, schema_context
from wagtail.models import Page, Site

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.errors import DisclosureError

from .hosts import normalise_host
from .models import Bureau, BureauDomain

logger = logging.getLogger("disclosure_plugin.tenancy")

# What a site may come to need for itself, beside what its URL configuration has already.
RESERVED_PATHS = frozenset(
    {
        *("admin", "api", "archive", "catalogue", "documents", "feeds", "media", "pages"),
        *("open-information", "register", "site-map"),
        *("robots", "search", "sitemap", "static", "verify"),
    }
)


class CannotSetAddress(DisclosureError):
    """The bureau cannot have these addresses; nothing was changed.

    Attributes:
        errors: the sentences, by the name of the value they are about.
    """

    def __init__(self, message: str, errors: dict[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or {"": [message]}


def path_errors(bureau: Bureau) -> dict[str, list[str]]:
    """Say what keeps a bureau from its path, and from being at home there; nothing is changed.

    Args:
        bureau: the row with the values that are wanted, saved or not.

    Returns:
        The sentences, under ``path`` and ``canonical``.
    """
    with schema_context(get_public_schema_name()):
        if not bureau.path:
            if bureau.canonical == Bureau.Canonical.PATH:
                return {"canonical": [_("A bureau without a path is reached by its host name.")]}
            return {}
        others = Bureau.objects.exclude(pk=bureau.pk)
        if others.filter(path=bureau.path).exists():
            return {"path": [_("Another bureau has this path.")]}
        county = others.filter(is_county_office=True).first()
        try:
            _check_path(bureau, county)
            _check_admin([bureau], county)
        except ValidationError as error:
            return {"path": error.messages}
    return {}


def _at_fields(error: ValidationError, field: str) -> dict[str, list[str]]:
    """What the database's own rules refuse is about the path: no other of them is set here."""
    if not hasattr(error, "error_dict"):
        return {field: error.messages}
    return {
        ("path" if name == "__all__" else name): list(sentences)
        for name, sentences in error.message_dict.items()
    }


def lock_rows() -> dict[str, Bureau]:
    """Keep the rows of all bureaus until the transaction ends; by their codes.

    All: what one may have depends on what the others have. In one order and before any one of
    them, so that two who change bureaus at once do not wait for each other.
    """
    return {row.code: row for row in Bureau.objects.select_for_update().order_by("pk")}


def set_address(
    code: str,
    *,
    host: str | None = None,
    other_hosts: Sequence[str] | None = None,
    path: str | None = None,
    canonical: str | None = None,
) -> Bureau:
    """Change where a bureau is reached; what is not given stays as it is.

    Args:
        code: code of the bureau.
        host: its main host name, without port. The one before stays as a further host, which
            sends visitors on, unless ``other_hosts`` says otherwise.
        other_hosts: all its further host names.
        path: first segment of its addresses on the county office's site; empty: none.
        canonical: ``host`` or ``path``: where its pages are at home; the other sends there.

    Returns:
        The bureau as it is now.

    Raises:
        CannotSetAddress: a sentence for each thing that is wrong. All or nothing is changed.
    """
    # django-tenants saves a tenant's row from the shared schema only.
    with schema_context(get_public_schema_name()), transaction.atomic():
        rows = lock_rows()
        if code not in rows:
            known = ", ".join(sorted(rows)) or "–"
            raise CannotSetAddress(
                _("There is no bureau %(code)s. Bureaus: %(known)s.")
                % {"code": code, "known": known}
            )
        bureau: Bureau = rows[code]
        if path is not None:
            bureau.path = path.strip().strip("/")
        if canonical is not None:
            bureau.canonical = canonical
        county = next((row for row in rows.values() if row.is_county_office), None)
        about = "path"
        try:
            _check_path(bureau, county)
            bureau.full_clean()
            bureau.save(update_fields=["path", "canonical"])
            if host is not None or other_hosts is not None:
                about = "host"
                _set_hosts(bureau, host, other_hosts)
            about = "path"
            _check_admin(rows.values(), county)
        except ValidationError as error:
            raise CannotSetAddress(" ".join(error.messages), _at_fields(error, about)) from error
        with bureaus.activate(code):
            _set_site(bureau)
    logger.info("the addresses were set", extra={"bureau": code})
    return bureau


def _check_path(bureau: Bureau, county: Bureau | None) -> None:
    if not bureau.path:
        return
    words = {"path": bureau.path, "name": bureau.name}
    if bureau.is_county_office:
        raise ValidationError(
            _("The county office has the site itself: other bureaus get a path below it.")
        )
    if county is None:
        raise ValidationError(
            _("There is no county office yet, below whose site a path could lie. Make it first.")
        )
    if bureau.path in RESERVED_PATHS | _segments_in_use():
        raise ValidationError(
            _("The site itself needs the path %(path)s: choose another.") % words
        )
    with bureaus.activate(county.code):
        hidden = hidden_page(bureau.path)
    if hidden:
        raise ValidationError(
            _(
                "The page “%(title)s” of the county office has the address /%(path)s/ and would "
                "be hidden. Choose another path, or change the page's address first."
            )
            % {**words, "title": hidden}
        )


def hidden_page(path: str) -> str:
    """Return the title of the county office's page that a path would hide; empty if none.

    Ask in the name of the county office.
    """
    site = Site.objects.get(is_default_site=True)
    page = Page.objects.child_of(site.root_page).filter(slug=path).first()
    return page.title if page else ""


def _segments_in_use() -> set[str]:
    """Return the first segments that the URL configuration, uploads and static files have."""
    addresses = (settings.STATIC_URL, settings.MEDIA_URL)
    own = {str(address).strip("/").partition("/")[0] for address in addresses if address}
    return own | set(_first_segments(get_resolver().url_patterns))


def _first_segments(patterns: Iterable[URLPattern | URLResolver]) -> Iterable[str]:
    for pattern in patterns:
        segment = str(pattern.pattern).partition("/")[0]
        if segment:
            yield segment
        elif isinstance(pattern, URLResolver):
            yield from _first_segments(pattern.url_patterns)


def _set_hosts(bureau: Bureau, host: str | None, other_hosts: Sequence[str] | None) -> None:
    before = list(bureau.domains.values_list("domain", flat=True))
    main = _host(host) if host is not None else before[0] if before else ""
    if not main:
        raise ValidationError(_("A bureau needs a host name of its own: its admin lives there."))
    others = before if other_hosts is None else [_host(name) for name in other_hosts]
    wanted = dict.fromkeys([main, *others])
    for taken in BureauDomain.objects.filter(domain__in=wanted).exclude(tenant=bureau):
        raise ValidationError(
            _("The host name %(host)s belongs to %(name)s.")
            % {"host": taken.domain, "name": taken.tenant.name}
        )
    bureau.domains.exclude(domain__in=wanted).delete()
    # One is primary at any time, and django-tenants takes that from the others by itself.
    for name in [*others, main]:
        domain = BureauDomain.objects.filter(domain=name, tenant=bureau).first()
        domain = domain or BureauDomain(domain=name, tenant=bureau)
        domain.is_primary = name == main
        domain.full_clean()
        domain.save()


def _host(name: str) -> str:
    host = normalise_host(name)
    if not host:
        raise ValidationError(
            _("“%(host)s” is no host name. Write it like jsj.example.gov.cn.") % {"host": name}
        )
    return host


def _check_admin(rows: Iterable[Bureau], county: Bureau | None) -> None:
    if get_settings().UNSAFE_ADMIN_ON_SHARED_ORIGIN or county is None:
        return
    if any(row.path for row in rows) and county.domains.count() < 2:
        raise ValidationError(
            _(
                "With bureaus below its site the county office needs a second host name for its "
                "admin, which no other bureau's pages share. Give it one first: "
                "set_bureau_address %(county)s --other-host HOST."
            )
            % {"county": county.code}
        )


def _set_site(bureau: Bureau) -> None:
    """Let Wagtail's site record follow the main host name, where the admin is.

    Never the county's: Wagtail makes its previews by a request to the site record's host.
    """
    main = BureauDomain.objects.filter(tenant=bureau).first()
    Site.objects.filter(is_default_site=True).update(
        hostname=main.domain if main else "", port=get_settings().PUBLIC_PORT
    )
    Site.clear_site_root_paths_cache()
    # Another process may have kept the old address between these lines and the commit.
    transaction.on_commit(partial(_forget_root_paths, bureau.code))


def _forget_root_paths(code: str) -> None:
    with bureaus.activate(code):
        Site.clear_site_root_paths_cache()
