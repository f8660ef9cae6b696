"""What the nightly check of the bureau's public pages has found last."""

from __future__ import annotations

from disclosure_plugin.models import SiteCheck, SiteFault


def newest_check() -> SiteCheck | None:
    """Return the current bureau's newest check that was finished."""
    return SiteCheck.objects.exclude(finished_at=None).first()


def faults_of(check: SiteCheck | None) -> list[SiteFault]:
    """Return what a check has found, in the order of the report.

    Args:
        check: of the current bureau; None: there was none.
    """
    return list(check.faults.all()) if check else []
