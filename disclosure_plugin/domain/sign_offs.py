"""When a version may be published: what is missing among the signatures on it.

Information is reviewed before it is published, item by item (Regulation on the Disclosure of
Government Information, 2019, Art. 17; Regulation on implementing the Law on Guarding State
Secrets, 2024, Art. 42).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class Missing(Enum):
    """Why a version may not be published."""

    REVIEW = "review"
    LAST_STEP = "last step"
    SAME_CONTENT = "same content"
    SECOND_PERSON = "second person"
    OPENNESS = "openness"


@dataclass(frozen=True)
class Signature:
    """An approval of a version that is not void.

    Attributes:
        signer: who signed; None when the account is gone.
        content: hash of what was signed.
        is_last: whether no step was left after it.
        restricts: whether it says that not everybody may read it.
    """

    signer: int | None
    content: str
    is_last: bool
    restricts: bool = False


def what_is_missing(
    signatures: Collection[Signature],
    *,
    content: str,
    authors: Collection[int],
    is_public: bool = True,
) -> Missing | None:
    """Return the first thing that keeps a version from being published, or None.

    Args:
        signatures: all on this version.
        content: hash of what would be published.
        authors: everybody who saved a version since the last publication.
        is_public: whether everybody could read it.
    """
    if not signatures:
        return Missing.REVIEW
    if not any(signature.is_last for signature in signatures):
        return Missing.LAST_STEP
    same = [signature for signature in signatures if signature.content == content]
    if not any(signature.is_last for signature in same):
        return Missing.SAME_CONTENT
    if any(signature.signer in authors for signature in same):
        return Missing.SECOND_PERSON
    if is_public and any(signature.restricts for signature in same):
        return Missing.OPENNESS
    return None


def steps_left(steps: Collection[int], done: Collection[int]) -> set[int]:
    """Return the steps of a review that nobody has approved yet.

    Args:
        steps: the steps that are in use now.
        done: those approved or skipped, on the same content.
    """
    return set(steps) - set(done)
