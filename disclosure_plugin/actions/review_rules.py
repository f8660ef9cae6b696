"""The county's rules of reviews: set and taken back in the county office, for every bureau."""

from __future__ import annotations

from django.db import transaction

from disclosure_plugin.domain.review_chain import LEAST_STEPS, check_rule
from disclosure_plugin.register.models import ReviewRule


@transaction.atomic
def set_rule(kind: str, steps: int, *, several: bool, reason: str, by: str) -> ReviewRule:
    """Say how many steps the review of one kind of item has.

    It holds for signatures that are given from now on; what was approved stays so.

    Args:
        kind: name of a page type, as ``app_label.model``; "" for all that have no rule.
        steps: at least so many; fewer than the rule for all kinds: exactly so many, and 0 is no
            review.
        several: whether one person may sign several steps of one review.
        reason: why; demanded where it is fewer.
        by: name of who sets it.

    Raises:
        StepsOutOfRange, ReductionUnexplained: the county may not, or not without a word.
    """
    general = ReviewRule.objects.select_for_update().filter(kind="").first()
    least = general.steps if general else LEAST_STEPS
    check_rule(steps, kind=kind, reason=reason, least=least)
    rule, _made = ReviewRule.objects.update_or_create(
        kind=kind,
        defaults={"steps": steps, "several": several, "reason": reason.strip(), "set_by": by},
    )
    return rule


def forget_rule(pk: int) -> None:
    """Take a rule back.

    Args:
        pk: of the rule.
    """
    ReviewRule.objects.filter(pk=pk).delete()
