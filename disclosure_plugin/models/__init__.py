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
from .file_versions import FileVersion, UploadReservation
from .home import BureauHomeMixin, BureauHomePage
from .imports import SummaryImport
from .internal_numbers import InternalNumberSeries
from .items import (
    AbstractItemAttachment,
    AbstractLegalBasis,
    DisclosureItemMixin,
    DisclosureItemPage,
    ItemAttachment,
    LegalBasis,
)
from .people import Invitation, Person
from .public_files import PublicFile, PublicUse
from .removals import Removal
from .sections import Section
from .settings import BureauSettings
from .sign_offs import SignOff
from .summaries import (
    AbstractSummaryFigure,
    AnnualSummaryMixin,
    AnnualSummaryPage,
    SummaryFigure,
)
from .uploads import (
    DisclosureDocument,
    DisclosureDocumentMixin,
    DisclosureImage,
    DisclosureImageMixin,
    DisclosureRendition,
    DisclosureRenditionMixin,
    UploadMixin,
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
    "DisclosureDocument",
    "DisclosureDocumentMixin",
    "DisclosureImage",
    "DisclosureImageMixin",
    "DisclosureItemMixin",
    "DisclosureItemPage",
    "DisclosureRendition",
    "DisclosureRenditionMixin",
    "FileVersion",
    "InternalNumberSeries",
    "Invitation",
    "ItemAttachment",
    "LegalBasis",
    "Person",
    "PublicFile",
    "PublicUse",
    "Removal",
    "Section",
    "ShortAddressMixin",
    "SignOff",
    "SummaryFigure",
    "SummaryImport",
    "UploadMixin",
    "UploadReservation",
]
