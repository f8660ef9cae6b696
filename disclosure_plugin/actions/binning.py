"""What somebody deletes lies in a bin for some days, and can be put back.

What Wagtail would delete with a page is found as Django finds it: child rows, versions, comments,
restrictions, and those of all pages below. It is written down in one row of the bureau's schema,
in the transaction that deletes it; restoring gives every row its own key again, so that links,
history and authorship are what they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.serializers.base import DeserializedObject
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models import F, QuerySet
from django.db.models.deletion import Collector
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import (
    GroupPagePermission,
    Page,
    ReferenceIndex,
    Revision,
    TaskState,
    WorkflowState,
)
from wagtail.search import index

from disclosure_plugin.conf import get_settings
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import (
    CaseImport,
    DeletedPage,
    ItemImport,
    PersonalDataCheck,
    PersonalDataLook,
    PersonalDataOverride,
)

RESTORED = "disclosure.restore"
# Pages of one deletion: all of it is one row.
MOST_PAGES = 500
# What follows from the rest, is asked anew, or would give somebody rights again.
NOT_KEPT: tuple[type[models.Model], ...] = (
    GroupPagePermission,
    PersonalDataCheck,
    PersonalDataLook,
    PersonalDataOverride,
    ReferenceIndex,
    TaskState,
    WorkflowState,
)
NOT_KEPT_APPS = frozenset({"wagtailsearch", "modelsearch"})

_for_good: ContextVar[bool] = ContextVar("disclosure_deletes_for_good", default=False)

Key = tuple[type[models.Model], Any]


@contextmanager
def for_good() -> Iterator[None]:
    """Delete inside the block without the bin: what can be made anew at any time."""
    token = _for_good.set(True)
    try:
        yield
    finally:
        _for_good.reset(token)


# --- Put in --------------------------------------------------------------------------------------


def put_in_bin(page: Page, user: Any) -> None:
    """Write down what is about to be deleted, if a person deletes it.

    Args:
        page: what goes, with all below.
        user: who deletes it; a program names nobody, and means it.

    Raises:
        ActRefused: there is too much below it for one row, or somebody has just deleted it.
    """
    if user is None or _for_good.get():
        return
    _lock(page)
    count = page.get_descendant_count() + 1
    if count > MOST_PAGES:
        raise ActRefused(
            _(
                "“%(title)s” has %(count)s pages with all below it; at most %(limit)s can be "
                "deleted at once. Delete what is below it first."
            )
            % {"title": page.title, "count": count, "limit": MOST_PAGES},
            page=page,
        )
    parent = page.get_parent()
    DeletedPage.objects.create(
        page=page.pk,
        page_type=page.specific_class._meta.label if page.specific_class else "",
        title=page.draft_title or page.title,
        pages=count,
        parent=parent.pk,
        parent_title=parent.title,
        parent_path=parent.path,
        rows=serializers.serialize("python", _what_goes(page)),
        deleted_by=user,
        deleted_by_name=user.get_full_name() or user.get_username(),
    )


def _lock(page: Page) -> None:
    """Keep what goes until the transaction ends: one deletes it, and nobody restores into it."""
    going = Page.objects.descendant_of(page, inclusive=True).select_for_update().order_by("path")
    if page.pk not in set(going.values_list("pk", flat=True)):
        raise ActRefused(
            _("“%(title)s” has just been deleted. Nothing was changed.") % {"title": page.title}
        )


def _what_goes(page: Page) -> list[models.Model]:
    """Return every row that goes with a page, pages before what belongs to them."""
    collector = Collector(using=DEFAULT_DB_ALIAS)
    collector.collect(list(Page.objects.descendant_of(page, inclusive=True).order_by("path")))
    found: dict[Key, models.Model] = {}
    for rows in [*collector.data.values(), *collector.fast_deletes]:
        for row in rows:
            if _is_kept(type(row)):
                found.setdefault((type(row), row.pk), row)
    return sorted(found.values(), key=lambda row: not isinstance(row, Page))


def _is_kept(model: type[models.Model]) -> bool:
    return not (
        issubclass(model, NOT_KEPT)
        or model._meta.app_label in NOT_KEPT_APPS
        # Rows that join two others are written down with them.
        or model._meta.auto_created
    )


# --- Take out ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Restored:
    """What came back.

    Attributes:
        page: of its own class, a draft.
        left_out: names of rows that could not: what they belong to is gone, or stands there anew.
    """

    page: Any
    left_out: list[str]


@transaction.atomic
def restore(entry: DeletedPage, *, user: Any, parent: Page | None = None) -> Restored:
    """Put a page back, as a draft, with everything that went with it.

    Args:
        entry: from the bin.
        user: who does it; they must be allowed to add it there.
        parent: where to; None: below the page it stood below.

    Raises:
        ActRefused: there is no such place, or it may not stand there; nothing was changed.
    """
    locked = DeletedPage.objects.select_for_update(of=("self",)).filter(pk=entry.pk).first()
    if locked is None:
        raise ActRefused(_("“%(title)s” is in the bin no more.") % {"title": entry.title})
    where = Page.objects.select_for_update().filter(pk=parent.pk if parent else locked.parent)
    above = where.first()
    if above is None:
        raise ActRefused(
            _("The page above “%(title)s” is gone too. Choose another place for it.")
            % {"title": locked.title}
        )
    _check_place(locked, above, user)
    rows = list(serializers.deserialize("python", locked.rows, ignorenonexistent=True))
    left_out = _leave_out(rows)
    _move_below(locked, [row.object for row in rows], above)
    left_out += _save(locked, rows)
    Page.objects.filter(pk=above.pk).update(numchild=F("numchild") + 1)
    locked.delete()
    page = Page.objects.get(pk=locked.page)
    for one in Page.objects.descendant_of(page, inclusive=True).specific():
        index.insert_or_update_object(one)
        ReferenceIndex.create_or_update_for_object(one)
    restored = page.specific
    log(restored, RESTORED, user=user)
    return Restored(restored, left_out)


def _check_place(entry: DeletedPage, above: Page, user: Any) -> None:
    model = _model_of(entry)
    parent = above.specific
    if not model or not model.can_exist_under(parent):
        raise ActRefused(
            _("“%(title)s” cannot stand below “%(parent)s”. Choose another place for it.")
            % {"title": entry.title, "parent": parent.title}
        )
    if not parent.permissions_for_user(user).can_add_subpage():
        raise ActRefused(
            _("You may not add pages below “%(parent)s”. Choose another place.")
            % {"parent": parent.title}
        )
    if Page.objects.filter(pk=entry.page).exists():
        raise ActRefused(_("“%(title)s” stands there already.") % {"title": entry.title})


def _model_of(entry: DeletedPage) -> Any:
    try:
        return apps.get_model(entry.page_type) if entry.page_type else None
    except LookupError:
        return None


def places_for(entry: DeletedPage, user: Any) -> list[Page]:
    """Return the pages below which somebody may restore what was deleted."""
    model = _model_of(entry)
    if model is None:
        return []
    found = Page.objects.type(tuple(model.allowed_parent_page_models())).order_by("path")
    return [
        page
        for page in found.specific()
        if model.can_exist_under(page) and page.permissions_for_user(user).can_add_subpage()
    ]


def _leave_out(rows: list[DeserializedObject]) -> list[str]:
    """Unlink rows from what is gone meanwhile, and take out those that cannot be without it."""
    names = []
    while True:
        gone = _gone(rows)
        dropped = []
        for row in rows:
            for field in _keys_of(row.object):
                target = (_base(field.related_model), getattr(row.object, field.attname))
                if target not in gone:
                    continue
                if field.null:
                    setattr(row.object, field.attname, None)
                    names.append(f"{_name(row)}: {field.verbose_name}")
                elif not isinstance(row.object, Page):
                    dropped.append(row)
                    break
        if not dropped:
            return names
        names += [_name(row) for row in dropped]
        for row in dropped:
            rows.remove(row)


def _name(row: DeserializedObject) -> str:
    return f"{row.object._meta.verbose_name} {row.object.pk}"


def _base(model: Any) -> Any:
    """Return the topmost table of a model: its key is the key of all below."""
    parents = list(model._meta.get_parent_list())
    return parents[-1] if parents else model


def _keys_of(row: models.Model) -> Iterator[Any]:
    for field in row._meta.local_concrete_fields:
        leads_on = isinstance(field, models.ForeignKey) and not field.remote_field.parent_link
        if leads_on and getattr(row, field.attname) is not None:
            yield field


def _gone(rows: Iterable[DeserializedObject]) -> set[Key]:
    """Return what rows point at and is neither among them nor in the database."""
    rows = list(rows)
    here = {(_base(type(row.object)), row.object.pk) for row in rows}
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for row in rows:
        for field in _keys_of(row.object):
            target = (_base(field.related_model), getattr(row.object, field.attname))
            if target not in here:
                wanted[target[0]].add(target[1])
    return {
        (model, key)
        for model, keys in wanted.items()
        for key in keys - set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
    }


def _move_below(entry: DeletedPage, rows: Iterable[Any], above: Any) -> None:
    """Give pages their places in the tree, and the state of drafts."""
    rows = list(rows)
    pages = [row for row in rows if type(row) is Page]
    top = next(page for page in pages if page.pk == entry.page)
    last = above.get_last_child()
    path = last._inc_path() if last else above._get_path(above.path, above.depth + 1, 1)
    slug = find_available_slug(above, top.slug)
    old_path, old_url, down = top.path, top.url_path, above.depth + 1 - top.depth
    new_url = f"{above.url_path}{slug}/"
    top.slug = slug
    for page in pages:
        page.path = path + page.path[len(old_path) :]
        page.depth += down
        page.url_path = new_url + page.url_path[len(old_url) :]
        page.live, page.has_unpublished_changes = False, True
        page.live_revision = None
    for row in rows:
        if isinstance(row, Revision):
            # Or it would be published, at once if its moment passed while it lay in the bin.
            row.approved_go_live_at = None


def _save(entry: DeletedPage, rows: Iterable[DeserializedObject]) -> list[str]:
    """Save rows as they were; what stands in the way of another one is left out."""
    left_out = []
    for row in rows:
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            if isinstance(row.object, (Page, Revision)):
                raise ActRefused(
                    _("“%(title)s” cannot be restored: something else stands in its place.")
                    % {"title": entry.title}
                ) from None
            left_out.append(_name(row))
    return left_out


# --- Empty ---------------------------------------------------------------------------------------


def too_old(found: QuerySet[Any], field: str) -> QuerySet[Any]:
    """Return the rows whose time in the bin is over, by PostgreSQL's clock."""
    before = Now() - timedelta(days=get_settings().BIN_DAYS)
    over: QuerySet[Any] = found.filter(**{f"{field}__lt": before})
    return over


def purge() -> int:
    """Delete for good what has lain in the current bureau's bin for long enough.

    Lists of items that were uploaded and never made are deleted with it: they hold what nobody
    asked to have kept.

    Returns:
        how many entries went.
    """
    too_old(ItemImport.objects.filter(state=ItemImport.State.CHECKED), "uploaded_at").delete()
    not_taken = [CaseImport.State.CHECKED, CaseImport.State.REFUSED, CaseImport.State.UNDONE]
    too_old(CaseImport.objects.filter(state__in=not_taken), "uploaded_at").delete()
    count, _each = too_old(DeletedPage.objects.all(), "deleted_at").delete()
    return count
