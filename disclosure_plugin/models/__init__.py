"""The tables. Other layers import from here; modules in this package import only downwards:
settings and sections, disclosed, then the pages."""

from .activities import Activity, ActivityPhoto
from .annual_report_imports import AnnualReportImport
from .annual_reports import AnnualReportMixin, AnnualReportPage
from .assessments import (
    Assessment,
    AssessmentCriterion,
    AssessmentPart,
    AssessmentScore,
    AssessmentSignature,
    AssessmentSubject,
    AssessmentTask,
)
from .boards import (
    AbstractBoardPanelItem,
    AbstractPinnedItem,
    BoardPanelItem,
    DisclosureBoardMixin,
    DisclosureBoardPage,
    DisclosureColumnMixin,
    DisclosureColumnPage,
    PinnedItem,
)
from .cases import CaseAssessment, CaseImport, CaseImportRow, CaseRecord
from .catalogues import HeldCatalogue, HeldRow
from .channels import Posting, PostingPhoto, PostingPlace
from .commitment_rows import (
    AbstractCommitment,
    AbstractEarlierPromise,
    AbstractExplanation,
    AbstractShownAssessment,
)
from .commitments import (
    BreachExplanation,
    Commitment,
    CommitmentAttachment,
    CommitmentLegalBasis,
    CommitmentListMixin,
    CommitmentListPage,
    EarlierPromise,
    ShownAssessment,
)
from .deleted_pages import DeletedPage
from .disclosed import DisclosedMixin, DisclosedQuerySet, ShortAddressMixin
from .fee_standards import (
    AbstractFee,
    FeeAttachment,
    FeeItem,
    FeeLegalBasis,
    FeeStandardMixin,
    FeeStandardPage,
)
from .file_versions import FileVersion, UploadReservation
from .finance_settings import FinanceSettings, finance_settings
from .finance_statements import (
    AbstractFinanceLine,
    FinanceAttachment,
    FinanceLegalBasis,
    FinanceLine,
    FinanceStatementMixin,
    FinanceStatementPage,
)
from .home import BureauHomeMixin, BureauHomePage
from .imports import SummaryImport
from .internal_log import InternalLogEntry
from .internal_matters import (
    AbstractMatterRow,
    InternalMatterMixin,
    InternalMatterPage,
    MatterAttachment,
    MatterLegalBasis,
    MatterRow,
)
from .internal_numbers import InternalNumberSeries
from .internal_reading import InternalHandover, InternalRead
from .internal_register import InternalEntry, InternalVersion
from .interpretations import InterpretationMixin
from .item_imports import ItemImport, ItemImportRow
from .items import (
    AbstractItemAttachment,
    AbstractLegalBasis,
    DisclosureItemMixin,
    DisclosureItemPage,
    ItemAttachment,
    LegalBasis,
)
from .notices import DisclosureNoticePage, NoticeAttachment, NoticeLegalBasis, NoticeMixin
from .page_templates import PageTemplate
from .penalty_procedures import (
    AbstractDiscretion,
    AbstractPenaltyStep,
    PenaltyAttachment,
    PenaltyDiscretion,
    PenaltyLegalBasis,
    PenaltyProcedureMixin,
    PenaltyProcedurePage,
    PenaltyStep,
)
from .people import Invitation, Person
from .personal_data import PersonalDataCheck, PersonalDataLook, PersonalDataOverride
from .plan_tasks import PlanTask
from .prepared_sections import PreparedSections
from .public_files import PublicFile, PublicUse
from .removals import Removal
from .review_deputies import ReviewDeputy
from .review_previews import ReviewPreview, ReviewPreviewOpening
from .review_steps import ReviewStep
from .rule_documents import (
    RuleDocumentAttachment,
    RuleDocumentLegalBasis,
    RuleDocumentMixin,
    RuleDocumentPage,
)
from .sections import Section
from .service_procedures import (
    AbstractCondition,
    AbstractMaterial,
    AbstractServiceStep,
    ServiceAttachment,
    ServiceCondition,
    ServiceLegalBasis,
    ServiceMaterial,
    ServiceProcedureMixin,
    ServiceProcedurePage,
    ServiceStep,
)
from .settings import BureauSettings
from .sign_offs import SignOff
from .site_checks import OutsideLink, SiteCheck, SiteFault
from .staff import (
    AbstractGroupMember,
    AbstractStaffCard,
    GroupMember,
    StaffCard,
    StaffListMixin,
    StaffListPage,
)
from .staff_first import StaffFirstMixin
from .structured import AbstractStep, StructuredMixin
from .summaries import (
    AbstractPlan,
    AbstractPlanAnswer,
    AbstractShortcoming,
    AbstractSummaryFigure,
    AnnualSummaryMixin,
    AnnualSummaryPage,
    SummaryFigure,
    SummaryPlan,
    SummaryPlanAnswer,
    SummaryShortcoming,
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
    "AbstractBoardPanelItem",
    "AbstractCommitment",
    "AbstractCondition",
    "AbstractDiscretion",
    "AbstractEarlierPromise",
    "AbstractExplanation",
    "AbstractFee",
    "AbstractFinanceLine",
    "AbstractGroupMember",
    "AbstractItemAttachment",
    "AbstractLegalBasis",
    "AbstractMaterial",
    "AbstractMatterRow",
    "AbstractPenaltyStep",
    "AbstractPinnedItem",
    "AbstractPlan",
    "AbstractPlanAnswer",
    "AbstractServiceStep",
    "AbstractShortcoming",
    "AbstractShownAssessment",
    "AbstractStaffCard",
    "AbstractStep",
    "AbstractSummaryFigure",
    "Activity",
    "ActivityPhoto",
    "AnnualReportImport",
    "AnnualReportMixin",
    "AnnualReportPage",
    "AnnualSummaryMixin",
    "AnnualSummaryPage",
    "Assessment",
    "AssessmentCriterion",
    "AssessmentPart",
    "AssessmentScore",
    "AssessmentSignature",
    "AssessmentSubject",
    "AssessmentTask",
    "BoardPanelItem",
    "BreachExplanation",
    "BureauHomeMixin",
    "BureauHomePage",
    "BureauSettings",
    "CaseAssessment",
    "CaseImport",
    "CaseImportRow",
    "CaseRecord",
    "Commitment",
    "CommitmentAttachment",
    "CommitmentLegalBasis",
    "CommitmentListMixin",
    "CommitmentListPage",
    "DeletedPage",
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
    "DisclosureNoticePage",
    "DisclosureRendition",
    "DisclosureRenditionMixin",
    "EarlierPromise",
    "FeeAttachment",
    "FeeItem",
    "FeeLegalBasis",
    "FeeStandardMixin",
    "FeeStandardPage",
    "FileVersion",
    "FinanceAttachment",
    "FinanceLegalBasis",
    "FinanceLine",
    "FinanceSettings",
    "FinanceStatementMixin",
    "FinanceStatementPage",
    "GroupMember",
    "HeldCatalogue",
    "HeldRow",
    "InternalEntry",
    "InternalHandover",
    "InternalLogEntry",
    "InternalMatterMixin",
    "InternalMatterPage",
    "InternalNumberSeries",
    "InternalRead",
    "InternalVersion",
    "InterpretationMixin",
    "Invitation",
    "ItemAttachment",
    "ItemImport",
    "ItemImportRow",
    "LegalBasis",
    "MatterAttachment",
    "MatterLegalBasis",
    "MatterRow",
    "NoticeAttachment",
    "NoticeLegalBasis",
    "NoticeMixin",
    "OutsideLink",
    "PageTemplate",
    "PenaltyAttachment",
    "PenaltyDiscretion",
    "PenaltyLegalBasis",
    "PenaltyProcedureMixin",
    "PenaltyProcedurePage",
    "PenaltyStep",
    "Person",
    "PersonalDataCheck",
    "PersonalDataLook",
    "PersonalDataOverride",
    "PinnedItem",
    "PlanTask",
    "Posting",
    "PostingPhoto",
    "PostingPlace",
    "PreparedSections",
    "PublicFile",
    "PublicUse",
    "Removal",
    "ReviewDeputy",
    "ReviewPreview",
    "ReviewPreviewOpening",
    "ReviewStep",
    "RuleDocumentAttachment",
    "RuleDocumentLegalBasis",
    "RuleDocumentMixin",
    "RuleDocumentPage",
    "Section",
    "ServiceAttachment",
    "ServiceCondition",
    "ServiceLegalBasis",
    "ServiceMaterial",
    "ServiceProcedureMixin",
    "ServiceProcedurePage",
    "ServiceStep",
    "ShortAddressMixin",
    "ShownAssessment",
    "SignOff",
    "SiteCheck",
    "SiteFault",
    "StaffCard",
    "StaffFirstMixin",
    "StaffListMixin",
    "StaffListPage",
    "StructuredMixin",
    "SummaryFigure",
    "SummaryImport",
    "SummaryPlan",
    "SummaryPlanAnswer",
    "SummaryShortcoming",
    "UploadMixin",
    "UploadReservation",
    "finance_settings",
]
