"""Activities as a section enters them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory

from disclosure_plugin import models


class ActivityFactory(factory.django.DjangoModelFactory):
    """A meeting; a trait makes it something else."""

    class Meta:
        model = models.Activity

    class Params:
        outreach = factory.Trait(
            kind="outreach",
            title="安全生产月咨询日",
            people=8,
            boards=2,
            leaflets=600,
            laws="《安全生产法》",
        )
        training = factory.Trait(
            kind="training", title="名单脱敏培训", people=32, hours=Decimal("1.5")
        )
        finding = factory.Trait(
            kind="finding",
            title="两处公开栏有旧版价目",
            supervision="social",
            rectification="open",
        )
        spending = factory.Trait(kind="spending", title="更换公开栏", amount=Decimal("12800.50"))

    kind = "meeting"
    on = date(2026, 6, 16)
    title = "政务公开专题会"
