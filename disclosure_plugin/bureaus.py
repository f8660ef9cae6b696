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

from .conf import get_settings
from .errors import DisclosureError

logger = logging.getLogger("disclosure_plugin.bureaus")


class NoBureau(DisclosureError):
    """Work for a bureau was begun without saying which, or for one that does not exist."""


@dataclass(frozen=True)
class BureauEntry:
    """One line of the county's list of bureaus."""

    code: str
    name: str
    address: str
    is_county_office: bool


class Bureaus(Protocol):
    """What the rest of the package may ask about bureaus."""

    def current(self) -> str: ...

    def codes(self) -> list[str]: ...

    def every_code(self) -> list[str]: ...

    def activate(self, code: str) -> AbstractContextManager[None]: ...

    def directory(self) -> list[BureauEntry]: ...


class SingleBureau:
    """The answer of a site without tenants."""

    def current(self) -> str:
        return get_settings().BUREAU_CODE

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
