"""Rules of service commitments (服务承诺)."""

from __future__ import annotations

from disclosure_plugin.errors import DisclosureError


class PromiseLongerThanLaw(DisclosureError):
    """A bureau promised to take longer than the law allows."""

    def __init__(self, *, statutory_days: int, promised_days: int) -> None:
        self.statutory_days = statutory_days
        self.promised_days = promised_days
        super().__init__(
            f"The promised limit ({promised_days} working days) is longer than the statutory "
            f"limit ({statutory_days} working days)."
        )


def check_limits(*, statutory_days: int | None, promised_days: int | None) -> None:
    """Check a promised limit 承诺时限 against the statutory limit 法定时限.

    Args:
        statutory_days: limit set by law, in working days; None where the law sets none.
        promised_days: limit the bureau promises, in working days; None where it promises none.

    Raises:
        PromiseLongerThanLaw: the promise is longer than the law allows. A promise may only
            tighten the law's limit (Administrative Licensing Law, Art. 42 sets the limit in
            working days by Art. 82).
    """
    if statutory_days is None or promised_days is None:
        return
    if promised_days > statutory_days:
        raise PromiseLongerThanLaw(statutory_days=statutory_days, promised_days=promised_days)
