"""The tables. Other layers import from here; modules in this package import only downwards:
settings and sections, disclosed, then the pages."""

from .boards import (
    DisclosureBoardMixin,
    DisclosureBoardPage,
    DisclosureColumnMixin,
    DisclosureColumnPage,
)
from .commitments import (
    AbstractCommitment,
    Commitment,
    CommitmentListMixin,
    CommitmentListPage,
)
from .disclosed import DisclosedMixin, DisclosedQuerySet, ShortAddressMixin
from .home import BureauHomeMixin, BureauHomePage
from .imports import SummaryImport
from .items import (
    AbstractItemAttachment,
    AbstractLegalBasis,
    DisclosureItemMixin,
    DisclosureItemPage,
    ItemAttachment,
    LegalBasis,
)
from .people import Invitation, Person
from .sections import Section
from .settings import BureauSettings
from .summaries import (
    AbstractSummaryFigure,
    AnnualSummaryMixin,
    AnnualSummaryPage,
    SummaryFigure,
)

__all__ = [
    "AbstractCommitment",
    "AbstractItemAttachment",
    "AbstractLegalBasis",
    "AbstractSummaryFigure",
    "AnnualSummaryMixin",
    "AnnualSummaryPage",
    "BureauHomeMixin",
    "BureauHomePage",
    "BureauSettings",
    "Commitment",
    "CommitmentListMixin",
    "CommitmentListPage",
    "DisclosedMixin",
    "DisclosedQuerySet",
    "DisclosureBoardMixin",
    "DisclosureBoardPage",
    "DisclosureColumnMixin",
    "DisclosureColumnPage",
    "DisclosureItemMixin",
    "DisclosureItemPage",
    "Invitation",
    "ItemAttachment",
    "LegalBasis",
    "Person",
    "Section",
    "ShortAddressMixin",
    "SummaryFigure",
    "SummaryImport",
]
