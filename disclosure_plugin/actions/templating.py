"""Keep a draft as a template, and begin pages with one."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import log
from wagtail.models import COMMENTS_RELATION_NAME, Page

from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import DisclosedMixin, PageTemplate
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.models.missing_keys import missing_keys

FROM_TEMPLATE = "disclosure.from_template"
# A page's own, beside what every page of Wagtail has.
NOT_KEPT = frozenset(
    {
        "formed_on", "original_published_on", "original_source", "year",
        "assessments", "explanations", "tables",
    }
)  # fmt: skip


def kept_fields(model: type[Page]) -> set[str]:
    """Return the names of the fields and rows of a type that a template keeps."""
    every_pages = {field.name for field in Page._meta.get_fields()}
    own = {
        field.name
        for field in model._meta.concrete_fields
        if field.name not in every_pages and not getattr(field.remote_field, "parent_link", False)
    }
    rows = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    return ({"title"} | own | rows) - NOT_KEPT - {COMMENTS_RELATION_NAME}


@transaction.atomic
def keep_as_template(page: Any, *, name: str, user: Any) -> PageTemplate:
    """Keep the newest version of a page as a template; one of the same name is replaced.

    Args:
        page: a disclosed page, of its own class.
        name: for people.
        user: in whose name.

    Raises:
        ActRefused: it has no name, or is no disclosed page.
    """
    name = " ".join(name.split())[:100]
    if not name or not is_disclosed(page):
        raise ActRefused(_("Give the template a name."), page=page)
    said = page.get_latest_revision_as_object().serializable_data()
    fields = kept_fields(type(page))
    template, _made = PageTemplate.objects.update_or_create(
        page_type=page._meta.label,
        name=name,
        defaults={
            "content": {key: value for key, value in said.items() if key in fields},
            "made_by": user,
        },
    )
    return template


def templates_below(parent: Any, user: Any) -> list[PageTemplate]:
    """Return the templates with which somebody may begin pages below a page.

    Args:
        parent: of its own class.
        user: who asks.
    """
    if not parent.permissions_for_user(user).can_add_subpage():
        return []
    labels = [
        model._meta.label
        for model in type(parent).creatable_subpage_models()
        if issubclass(model, DisclosedMixin) and model.can_create_at(parent)
    ]
    return list(PageTemplate.objects.filter(page_type__in=labels).defer("content"))


@transaction.atomic
def begin_with(template: PageTemplate, parent: Any, *, user: Any) -> Any:
    """Make a draft below a page with what a template says.

    Args:
        template: of a type that may stand there.
        parent: of its own class.
        user: in whose name.

    Returns:
        the draft. What its rows belong to may be gone: then they are left out.

    Raises:
        PermissionDenied: it may not stand there, or not by this person.
    """
    if template.pk not in {one.pk for one in templates_below(parent, user)}:
        raise PermissionDenied
    model: Any = apps.get_model(template.page_type)
    said = {key: value for key, value in template.content.items() if key in kept_fields(model)}
    page = model.from_serializable_data({**_with_what_is_there(model, said), "pk": None})
    if hasattr(page, "year"):
        page.year = timezone.localdate().year
    page.slug, page.owner, page.live, page.has_unpublished_changes = "", user, False, True
    parent.add_child(instance=page)
    page.save_revision(user=user, clean=False)
    log(
        page, FROM_TEMPLATE, user=user, revision=page.latest_revision, data={"name": template.name}
    )
    return page


def _with_what_is_there(model: Any, said: dict[str, Any]) -> dict[str, Any]:
    """Unlink fields and rows from what was deleted meanwhile."""
    there = dict(said)
    for field in missing_keys(model, there):
        there[field.name] = None
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        rows = there.get(name)
        if rows is None:
            continue
        own = relation.field.name
        there[name] = []
        for row in rows:
            gone = list(missing_keys(relation.related_model, {**row, own: None}))
            if all(field.null for field in gone):
                unlinked = {field.name: None for field in gone}
                there[name].append({**row, **unlinked, "pk": None, own: None})
    return there
