"""The bases of a removal in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from disclosure_plugin.domain.removals import BASIS_SENTENCES, Basis


def basis_sentence(basis: str) -> str:
    """Say on what a removal rests; empty for nothing."""
    return gettext(BASIS_SENTENCES[Basis(basis)]) if basis else ""


def basis_choices(bases: Iterable[Basis] = tuple(Basis)) -> list[tuple[str, Any]]:
    """Return bases as a form's choices."""
    return [(basis.value, gettext_lazy(BASIS_SENTENCES[basis])) for basis in bases]
