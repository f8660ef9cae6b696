"""Stand around a method of a library that every way into an act leads through."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def wrap(owner: type, name: str, around: Callable[..., Any]) -> None:
    """Replace a method, once.

    Args:
        owner: the library's class.
        name: of its method.
        around: called instead, with its own method bound to the object, the object, and
            the arguments.
    """
    wagtails = getattr(owner, name)
    if getattr(wagtails, "is_wrapped", False):
        return

    @functools.wraps(wagtails)
    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        return around(functools.partial(wagtails, self), self, *args, **kwargs)

    wrapped.is_wrapped = True  # type: ignore[attr-defined]
    setattr(owner, name, wrapped)
