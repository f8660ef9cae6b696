"""Which bureau a host and a path lead to, and whether it is at home there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists

from .hosts import origin
from .models import PATH, Bureau, BureauDomain
from .mounts import mount_of

WWW = "www."


@dataclass(frozen=True)
class Reached:
    """What a request's address leads to.

    Attributes:
        bureau: whose site it is.
        prefix: script prefix below which it lies, ``/`` or ``/jsj/``.
        shared: whether pages of other bureaus have the same origin. No cookie is safe there:
            a cookie's path is no boundary for script.
        canonical: whether the bureau's public pages are at home here.
        serves: whether anything is shown here at all; else visitors are only sent on.
    """

    bureau: Bureau
    prefix: str = "/"
    shared: bool = False
    canonical: bool = True
    serves: bool = True


def find(host: str, path: str) -> Reached | None:
    """Return what an address leads to; None if nobody has it.

    ``www.`` in front of a name that is registered without it leads there too, unless somebody
    has the whole name.

    Args:
        host: host name, normalised.
        path: ``request.path_info``.
    """
    domain = _domain(host)
    if domain is None:
        return None
    of_www = domain.domain != host
    bureau: Bureau = domain.tenant
    main = domain.is_primary and not of_www
    if bureau.is_county_office and domain.has_mounts:
        segment = path.removeprefix("/").partition("/")[0]
        mounted = _mounted(segment)
        if mounted is not None:
            return _below(mounted, domain, main=main, complete=path.startswith(f"/{segment}/"))
    at_home = main and bureau.canonical == Bureau.Canonical.HOST
    if at_home:
        bureau.known_public_root = f"{origin(domain.domain)}/"
    return Reached(
        bureau,
        shared=bureau.is_county_office and domain.has_mounts and main,
        canonical=at_home,
        serves=not of_www,
    )


def _below(bureau: Bureau, domain: BureauDomain, *, main: bool, complete: bool) -> Reached:
    """A bureau below one of the county office's hosts; it is shown below the main one only."""
    prefix = mount_of(bureau.path)
    at_home = main and complete and bureau.canonical == Bureau.Canonical.PATH
    if at_home:
        bureau.known_public_root = f"{origin(domain.domain)}{prefix}"
    return Reached(bureau, prefix=prefix, shared=True, canonical=at_home, serves=main)


def _domain(host: str) -> BureauDomain | None:
    with_path = Bureau.objects.exclude(path="")
    found = BureauDomain.objects.select_related("tenant").annotate(has_mounts=Exists(with_path))
    domains = {domain.domain: domain for domain in found.filter(domain__in=_names(host))}
    return next((domains[name] for name in _names(host) if name in domains), None)


def _names(host: str) -> list[str]:
    return [host, host.removeprefix(WWW)] if host.startswith(WWW) else [host]


def _mounted(segment: str) -> Bureau | None:
    if not segment or not PATH.fullmatch(segment):  # most paths: nobody is asked
        return None
    bureau: Bureau | None = Bureau.objects.filter(path=segment).first()
    return bureau
