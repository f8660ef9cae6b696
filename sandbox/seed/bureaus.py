"""Make a bureau of the demo county and fill it, once."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.db import transaction
from wagtail.models import Site

from disclosure_plugin import bureaus
from disclosure_plugin.actions.catalogue_pushing import push
from disclosure_plugin.actions.inbox import take_in
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.actions.summary_import import import_summary
from disclosure_plugin.models import BureauHomePage, BureauSettings, Section
from disclosure_plugin.register.models import Catalogue
from disclosure_plugin.tenancy.addresses import set_address
from disclosure_plugin.tenancy.county_roles import (
    AUDITORS,
    COUNTY_ADMINISTRATORS,
    COUNTY_SUPERVISORS,
)
from disclosure_plugin.tenancy.provisioning import create_bureau

from . import activities, annual_reports, pages, summary_document
from .accounts import make_accounts
from .content import county
from .internal import disclose_internally
from .parts import Bureau
from .people import Staff

# One password for all demo accounts. It is printed on the screen and no secret.
PASSWORD = "yunling-demo"
ROLES = {ADMINISTRATORS: "guanli", EDITORS: "bianji", REVIEWERS: "shencha"}
# In the county office only.
COUNTY_ROLES = {
    COUNTY_ADMINISTRATORS: "xianguanli",
    COUNTY_SUPERVISORS: "jiandu",
    AUDITORS: "shenji",
}


def login(code: str, role: str) -> str:
    """The user name of a role in a bureau, e.g. ``jsj-bianji``."""
    return f"{code}-{(ROLES | COUNTY_ROLES)[role]}"


def seed_bureau(bureau: Bureau) -> bool:
    """Make the bureau with its content; what exists is left as it is.

    Content is made in one transaction: there is all of it or none, so that a start that was
    interrupted is taken up again by the next.

    Returns:
        Whether anything was made.
    """
    made = create_bureau(
        code=bureau.code,
        name=bureau.name,
        host=bureau.host,
        is_county_office=bureau.is_county_office,
        social_credit_code=bureau.social_credit_code,
    )
    set_address(
        bureau.code,
        other_hosts=bureau.other_hosts,
        path=bureau.path,
        canonical=bureau.canonical,
    )
    with bureaus.activate(bureau.code):
        if get_user_model().objects.filter(username=login(bureau.code, EDITORS)).exists():
            return made.created
        with transaction.atomic():
            _fill(bureau)
            if bureau.is_county_office:
                _make_accounts(bureau.code, COUNTY_ROLES, bureau.county_people)
    return True


def _follow(bureau: Bureau) -> None:
    """Let the county push its catalogues, and the bureau take them in as its task does."""
    for code in bureau.catalogues:
        push(
            Catalogue.objects.get(code=code).pk,
            to=[bureau.code],
            by=county.BUREAU.county_people[0],
        )
    take_in()


def _fill(bureau: Bureau) -> None:
    _follow(bureau)
    staff = _make_staff(bureau)
    _describe(bureau)
    for number, section in enumerate(bureau.sections, 1):
        Section.objects.create(
            name=section.name,
            phone=section.phone,
            duties=section.duties,
            room=section.room,
            place=number,
        )
    home = BureauHomePage.objects.get()
    if bureau.columns:
        pages.make_board(home, bureau, staff)
    for people in bureau.staff:
        pages.make_staff_list(home, people, staff)
    if bureau.panels:
        pages.fill_panels(bureau.panels, staff)
    for place in bureau.places:
        pages.make_place(place, staff)
    if bureau.commitments:
        pages.make_commitments(home, bureau.commitments, staff)
    if bureau.summary:
        pages.make_summary(home, bureau.summary, staff)
    if bureau.internal:
        disclose_internally(bureau.internal, staff, code=bureau.code, password=PASSWORD)
    if bureau.accounts:
        make_accounts(bureau.accounts, staff)
    annual_reports.make_reports(bureau, staff)
    activities.make_activities(bureau.activities, staff)
    if bureau.begun_summary:
        activities.make_summary(bureau.begun_summary, staff)
    if bureau.summary_document:
        _import_summary_document(staff.editor)
    pages.describe_home(home, bureau, staff)


def _import_summary_document(editor: AbstractUser) -> None:
    """Hand in last year's summary as a Word document; it becomes a draft with a report."""
    folder = settings.DATA_DIR / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / summary_document.FILE_NAME
    path.write_bytes(summary_document.summary_docx())
    with path.open("rb") as file:
        import_summary(file_name=path.name, file=file, year=summary_document.YEAR, user=editor)


def _make_staff(bureau: Bureau) -> Staff:
    return Staff(*_make_accounts(bureau.code, ROLES, bureau.people))


def _make_accounts(code: str, roles: Iterable[str], people: tuple[str, ...]) -> list[AbstractUser]:
    made: list[AbstractUser] = []
    for role, name in zip(roles, people, strict=True):
        user = get_user_model().objects.create_user(
            username=login(code, role),
            password=PASSWORD,
            # One field: a Chinese name is not turned around.
            first_name=name,
        )
        user.groups.add(Group.objects.get(name=role))
        made.append(user)
    return made


def _describe(bureau: Bureau) -> None:
    details = BureauSettings.for_site(Site.objects.get(is_default_site=True))
    for name, value in bureau.contacts.items():
        setattr(details, name, value)
    details.full_clean()
    details.save()
