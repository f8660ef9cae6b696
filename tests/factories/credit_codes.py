"""Unified social credit codes that nobody has."""

from __future__ import annotations

from disclosure_plugin.domain.social_credit import check_character


def credit_code(number: int) -> str:
    """Return the code of the number-th organisation of an invented county; its check fits."""
    first_seventeen = f"11539999{number:09}"
    return first_seventeen + check_character(first_seventeen)


CREDIT_CODES = {"county": credit_code(1), "jsj": credit_code(2), "czj": credit_code(3)}
