"""Give a bureau its site: home page, roles and the review workflow."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps as django_apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from disclosure_plugin.domain.review_chain import StepKind
from disclosure_plugin.models import BureauHomePage, BureauSettings, ReviewStep

from .review_chain import adopt_steps

# Names of groups are data that people see in the admin; the product's first language is Chinese.
ADMINISTRATORS = "本局管理员"
EDITORS = "编辑"
REVIEWERS = "审查员"
# Reads what is disclosed to staff, and does nothing else.
STAFF = "职工"
WORKFLOW = "公开审查"
WAGTAILS_WORKFLOW = "Moderators approval"
REVIEW_STEP = "审查"
SIGN_OFF_STEP = "签发"

OPTIONAL_APPS = {
    "disclosure_certificates": "disclosure_plugin.certificates",
    "disclosure_snapshots": "disclosure_plugin.snapshots",
}
PAGE_PERMISSIONS: dict[str, list[str]] = {
    ADMINISTRATORS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    EDITORS: ["add_page", "change_page"],
    REVIEWERS: [],
    STAFF: [],
}
MODEL_PERMISSIONS = {
    ADMINISTRATORS: [
        ("wagtailadmin", "access_admin"),
        ("disclosure_plugin", "add_person"),
        ("disclosure_plugin", "change_person"),
        ("disclosure_plugin", "view_person"),
        ("disclosure_plugin", "add_section"),
        ("disclosure_plugin", "change_section"),
        ("disclosure_plugin", "delete_section"),
        ("disclosure_plugin", "change_bureausettings"),
        ("disclosure_plugin", "change_financesettings"),
        ("disclosure_plugin", "add_assessment"),
        ("disclosure_plugin", "change_assessment"),
        ("disclosure_plugin", "add_summaryimport"),
        ("disclosure_plugin", "view_summaryimport"),
        ("disclosure_plugin", "add_activity"),
        ("disclosure_plugin", "change_activity"),
        ("disclosure_plugin", "delete_activity"),
        ("disclosure_plugin", "view_activity"),
        ("disclosure_plugin", "view_plantask"),
        ("disclosure_plugin", "add_postingplace"),
        ("disclosure_plugin", "change_postingplace"),
        ("disclosure_plugin", "view_postingplace"),
        ("disclosure_plugin", "add_posting"),
        ("disclosure_plugin", "view_posting"),
        ("disclosure_plugin", "delete_postingphoto"),
        ("disclosure_plugin", "add_removal"),
        ("disclosure_plugin", "change_removal"),
        ("disclosure_plugin", "view_removal"),
        ("disclosure_plugin", "view_internalentry"),
        ("disclosure_plugin", "change_internalentry"),
        ("disclosure_snapshots", "view_snapshot"),
        ("disclosure_snapshots", "add_snapshot"),
        ("disclosure_snapshots", "view_handover"),
        ("disclosure_snapshots", "add_handover"),
        ("disclosure_snapshots", "change_handover"),
        ("disclosure_certificates", "view_certificate"),
        ("disclosure_certificates", "add_certificate"),
        ("wagtailcore", "add_workflow"),
        ("wagtailcore", "change_workflow"),
        ("wagtailcore", "add_task"),
        ("wagtailcore", "change_task"),
    ],
    EDITORS: [
        ("wagtailadmin", "access_admin"),
        ("disclosure_plugin", "view_section"),
        ("disclosure_plugin", "add_summaryimport"),
        ("disclosure_plugin", "view_summaryimport"),
        ("disclosure_plugin", "add_activity"),
        ("disclosure_plugin", "change_activity"),
        ("disclosure_plugin", "delete_activity"),
        ("disclosure_plugin", "view_activity"),
        ("disclosure_plugin", "view_plantask"),
        ("disclosure_plugin", "view_postingplace"),
        ("disclosure_plugin", "add_posting"),
        ("disclosure_plugin", "view_posting"),
        ("disclosure_plugin", "add_removal"),
        ("disclosure_plugin", "view_removal"),
        ("disclosure_plugin", "view_internalentry"),
        ("disclosure_plugin", "change_internalentry"),
        ("disclosure_snapshots", "view_snapshot"),
        ("disclosure_certificates", "view_certificate"),
        ("disclosure_certificates", "add_certificate"),
    ],
    REVIEWERS: [
        ("wagtailadmin", "access_admin"),
        ("disclosure_plugin", "view_summaryimport"),
        ("disclosure_plugin", "view_activity"),
        ("disclosure_plugin", "view_plantask"),
        ("disclosure_plugin", "view_posting"),
        ("disclosure_plugin", "add_removal"),
        ("disclosure_plugin", "change_removal"),
        ("disclosure_plugin", "view_removal"),
        ("disclosure_plugin", "view_internalentry"),
    ],
    STAFF: [("wagtailadmin", "access_admin")],
}
# An account with these could give itself every group in Wagtail's own screens.
WITHDRAWN_PERMISSIONS = {ADMINISTRATORS: [("auth", "add_user"), ("auth", "change_user")]}
FILE_PERMISSIONS = {
    ADMINISTRATORS: ["add", "change", "choose"],
    EDITORS: ["add", "change", "choose"],
    REVIEWERS: ["choose"],
    STAFF: [],
}


# Title of a home page that is nobody's yet.
UNNAMED = "政务公开"


@dataclass(frozen=True)
class SiteSetUp:
    """What :func:`set_up_site` made or found."""

    home: BureauHomePage
    site: Site
    created: bool


@transaction.atomic
def set_up_site(*, name: str, hostname: str, port: int) -> SiteSetUp:
    """Make home page, site record, roles and workflow of the current bureau.

    Safe to repeat: what exists is kept, and the site record follows the host and port.

    Args:
        name: the bureau's full name, as on its letterhead.
        hostname: canonical host name, without port.
        port: port at which visitors reach the site.
    """
    prepare_site()
    return name_site(name=name, hostname=hostname, port=port)


@transaction.atomic
def prepare_site() -> None:
    """Make what all bureaus' sites have alike; the home page is a draft without a revision.

    Safe to repeat: what exists is kept.
    """
    root = Page.objects.get(depth=1)
    home = BureauHomePage.objects.child_of(root).first()
    if home is None:
        home = BureauHomePage(title=UNNAMED, slug="disclosure", show_in_menus=False, live=False)
        root.add_child(instance=home)
        # Or the site would go with the welcome page it leads to.
        Site.objects.filter(is_default_site=True).update(root_page=home)
        _delete_welcome_page(root)
    groups = set_up_roles(home)
    set_up_workflow(home, groups)


@transaction.atomic
def name_site(*, name: str, hostname: str, port: int) -> SiteSetUp:
    """Give a prepared site what is the bureau's own, and publish its home page.

    Safe to repeat: a home page that has been edited is kept, and so is a name in the settings.

    Args:
        name: the bureau's full name, as on its letterhead.
        hostname: canonical host name, without port.
        port: port at which visitors reach the site.
    """
    home = BureauHomePage.objects.child_of(Page.objects.get(depth=1))[0]
    created = not home.live and home.latest_revision_id is None
    if created:
        home.title = name
        # Checked once: publish() does it.
        home.save_revision(clean=False).publish()
        home.refresh_from_db()
    site, _made = Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": hostname,
            "port": port,
            "site_name": name,
            "root_page": home,
        },
    )
    settings, _made = BureauSettings.objects.get_or_create(
        site=site, defaults={"bureau_name": name}
    )
    if not settings.bureau_name:
        settings.bureau_name = name
        settings.save()
    return SiteSetUp(home=home, site=site, created=created)


def _delete_welcome_page(root: Page) -> None:
    """Delete the page that Wagtail's first migration leaves behind, and nobody's own pages."""
    untouched = (
        Page.objects.child_of(root)
        .exact_type(Page)
        .filter(slug="home", numchild=0, latest_revision=None)
    )
    # Not "unpublished", which would ask for a snapshot: no visitor was meant to read it.
    untouched.update(live=False)
    for page in untouched:
        page.delete()


def set_up_roles(home: BureauHomePage) -> dict[str, Group]:
    """Make the four groups with their permissions and remove Wagtail's own two.

    Returns:
        The groups by name.
    """
    Group.objects.filter(name__in=["Moderators", "Editors"], user__isnull=True).delete()
    collection = Collection.get_first_root_node()
    groups = {}
    for name in (ADMINISTRATORS, EDITORS, REVIEWERS, STAFF):
        group, _made = Group.objects.get_or_create(name=name)
        for app_label, codename in MODEL_PERMISSIONS[name]:
            if django_apps.is_installed(OPTIONAL_APPS.get(app_label, "disclosure_plugin")):
                group.permissions.add(_permission(app_label, codename))
        for app_label, codename in WITHDRAWN_PERMISSIONS.get(name, []):
            group.permissions.remove(_permission(app_label, codename))
        for codename in PAGE_PERMISSIONS[name]:
            GroupPagePermission.objects.get_or_create(
                group=group, page=home, permission=_permission("wagtailcore", codename)
            )
        for app_label, model in (("wagtaildocs", "document"), ("wagtailimages", "image")):
            for verb in FILE_PERMISSIONS[name]:
                GroupCollectionPermission.objects.get_or_create(
                    group=group,
                    collection=collection,
                    permission=_permission(app_label, f"{verb}_{model}"),
                )
        groups[name] = group
    return groups


def set_up_workflow(home: BureauHomePage, groups: dict[str, Group]) -> Workflow:
    """Make the two steps, review by a reviewer and sign-off by an administrator.

    A bureau whose steps were Wagtail's own approval tasks gets its steps where these stand.

    Disclosure is reviewed first and published afterwards (Regulation, Art. 17; Regulation on
    implementing the Law on Guarding State Secrets, 2024, Art. 42).
    """
    # Wagtail's first migration leaves a workflow of its own, whose group is gone.
    Workflow.objects.filter(name=WAGTAILS_WORKFLOW, workflow_states__isnull=True).delete()
    GroupApprovalTask.objects.filter(name=WAGTAILS_WORKFLOW, task_states__isnull=True).delete()
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW)
    if made:
        steps = [
            ReviewStep(
                name=REVIEW_STEP,
                kind=StepKind.SECTION,
                asks_checklist=True,
                asks_confidentiality=True,
            ),
            ReviewStep(name=SIGN_OFF_STEP, kind=StepKind.LEADER),
        ]
        for order, (step, role) in enumerate(zip(steps, (REVIEWERS, ADMINISTRATORS), strict=True)):
            step.save()
            step.groups.add(groups[role])
            WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=order)
    adopt_steps(workflow)
    # A bureau that goes by a workflow of its own keeps it, with the steps it has.
    assigned, _made = WorkflowPage.objects.get_or_create(
        page=home, defaults={"workflow": workflow}
    )
    adopt_steps(assigned.workflow)
    return workflow


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
