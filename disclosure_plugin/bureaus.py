"""Who is the current bureau: everybody may ask, nobody guesses.

Without tenants there is one bureau, named by ``DISCLOSURE["BUREAU_CODE"]``. The tenancy app
registers its own answer with :func:`use` when it is installed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin

from django.urls import get_script_prefix

from .conf import get_settings
from .errors import DisclosureError

logger = logging.getLogger("disclosure_plugin.bureaus")


class NoBureau(DisclosureError):
    """Work for a bureau was begun without saying which, or for one that does not exist."""


@dataclass(frozen=True)
class BureauEntry:
    """One line of the county's list of bureaus.

    Attributes:
        address: where its public pages begin, at their canonical address.
        admin_address: the root of the host on which its admin is; empty if there is none.
    """

    code: str
    name: str
    address: str
    is_county_office: bool
    admin_address: str = ""


@dataclass(frozen=True)
class BureauIdentity:
    """What a bureau signs with.

    Attributes:
        organisation_code: its unified social credit code; empty if nobody has entered it.
    """

    code: str
    name: str
    organisation_code: str
    is_county_office: bool = False


class Bureaus(Protocol):
    """What the rest of the package may ask about bureaus."""

    def current(self) -> str: ...

    def identity(self) -> BureauIdentity: ...

    def is_open(self) -> bool: ...

    def codes(self) -> list[str]: ...

    def every_code(self) -> list[str]: ...

    def activate(self, code: str) -> AbstractContextManager[None]: ...

    def directory(self) -> list[BureauEntry]: ...

    def public_root(self) -> str: ...

    def admin_root(self) -> str: ...


class SingleBureau:
    """The answer of a site without tenants."""

    def current(self) -> str:
        return get_settings().BUREAU_CODE

    def identity(self) -> BureauIdentity:
        from wagtail.models import Site

        sites = Site.objects.order_by("-is_default_site", "pk")
        name = sites.values_list("site_name", flat=True).first() or ""
        return BureauIdentity(self.current(), name, get_settings().ORGANISATION_CODE)

    def is_open(self) -> bool:
        return True

    def codes(self) -> list[str]:
        return [self.current()]

    def every_code(self) -> list[str]:
        return [self.current()]

    def activate(self, code: str) -> AbstractContextManager[None]:
        if code != self.current():
            raise NoBureau(f"There is no bureau {code!r}. This site serves {self.current()!r}.")
        return nullcontext()

    def directory(self) -> list[BureauEntry]:
        return []

    def public_root(self) -> str:
        from wagtail.models import Site

        site = Site.objects.order_by("-is_default_site", "pk").first()
        if site is None:
            raise NoBureau("There is no site yet: run set_up_disclosure.")
        return f"{site.root_url}{get_script_prefix()}"

    def admin_root(self) -> str:
        return self.public_root()


_bureaus: Bureaus = SingleBureau()


def use(bureaus: Bureaus) -> None:
    """Let another implementation answer from now on; called once, at start-up."""
    global _bureaus
    _bureaus = bureaus


def current() -> str:
    """Return the code of the bureau in whose name this code runs.

    Raises:
        NoBureau: no bureau is active.
    """
    return _bureaus.current()


def identity() -> BureauIdentity:
    """Return code, name and organisation code of the current bureau.

    Raises:
        NoBureau: no bureau is active.
    """
    return _bureaus.identity()


def is_open() -> bool:
    """Say whether work may be begun for the current bureau: it is not suspended or closed.

    Raises:
        NoBureau: no bureau is active.
    """
    return _bureaus.is_open()


def codes() -> list[str]:
    """Return the codes of all open bureaus, the county office included, in order of code.

    A bureau that is suspended or closed is left out: no work is begun for it. A command that
    names it can still :func:`activate` it.
    """
    return _bureaus.codes()


def every_code() -> list[str]:
    """Return the codes of all bureaus, suspended and closed ones included, in order of code."""
    return _bureaus.every_code()


def activate(code: str) -> AbstractContextManager[None]:
    """ ""Run a block in the name of a bureau and go back to the one before.

    Raises:
        NoBureau: there is no bureau with this code.
    """
    return _bureaus.activate(code)


def directory() -> list[BureauEntry]:
    """Return the county's bureaus with their public addresses; empty without tenants."""
    return _bureaus.directory()


def public_address(path: str = "") -> str:
    """Return the absolute canonical address of something on the current bureau's public site.

    Not Wagtail's ``full_url``: that puts the main host name in front of a path that may begin
    with the bureau's path on the county's site, and means neither.

    Args:
        path: as ``reverse()`` and ``page.url`` make it in this request or task, with its script
            prefix; what is absolute already is returned as it is. Empty: the root of the site.

    Raises:
        NoBureau: no bureau is active.
    """
    return _absolute(_bureaus.public_root(), path)


def admin_address(path: str = "") -> str:
    """Return the absolute address of something in the current bureau's admin.

    Args:
        path: as ``reverse()`` makes it in this request or task, with its script prefix. Empty:
            the root of the host.

    Returns:
        The address on the host where the admin is; empty if the bureau has no such host.

    Raises:
        NoBureau: no bureau is active.
    """
    root = _bureaus.admin_root()
    return _absolute(root, path) if root else ""


def _absolute(root: str, path: str) -> str:
    prefix = get_script_prefix()
    if path.startswith(prefix):
        return root + path.removeprefix(prefix)
    return urljoin(root, path)


def where(question: Callable[[], bool]) -> list[str]:
    """Return the codes of the bureaus in whose name a question is answered with yes.

    A bureau that cannot answer is logged and stops no other.
    """
    found = []
    for code in codes():
        try:
            with activate(code):
                if question():
                    found.append(code)
        except Exception:
            logger.exception("The bureau cannot be asked", extra={"bureau": code})
    return found
