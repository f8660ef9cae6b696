"""The gates of the door: each may say why a version of a page must not be published.

Another part of the site adds its own at start-up::

    from disclosure_plugin.actions import gates

    gates.register(my_gate)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.models import Page

from disclosure_plugin.editor.refusals import ActRefused

# Takes the page as it would be published and the revision; returns a sentence in the reader's
# language that says what to do, or an empty one. Changes nothing.
Gate = Callable[[Page, Any], str]

_gates: list[Gate] = []


def register(gate: Gate) -> Gate:
    """Add a gate, once; also usable as a decorator."""
    if gate not in _gates:
        _gates.append(gate)
    return gate


def unregister(gate: Gate) -> None:
    """Take a gate away again."""
    _gates.remove(gate)


def ask_all(page: Page, revision: Any, *already: str) -> None:
    """Ask every gate, so that the editor reads all reasons at once.

    Args:
        page: a disclosed page as it would be published.
        revision: the version.
        already: sentences the door itself has to say; an empty one is none.

    Raises:
        ActRefused: at least one of them refuses.
    """
    sentences = [*already, *(gate(page, revision) for gate in _gates)]
    if any(sentences):
        raise ActRefused(*filter(None, sentences), page=page)
