"""What of a revision is its content, and the hash of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction

from disclosure_plugin.domain.canonical import sha256
from disclosure_plugin.models import FileVersion
from disclosure_plugin.queries.view_restrictions import view_restrictions

# Where a page stands, and in which state: all of it changes without the content changing.
NOT_CONTENT = frozenset(
    {
        "alias_of", "comments", "content_type", "depth", "draft_title", "expired",
        "first_published_at", "has_unpublished_changes", "last_published_at", "latest_revision",
        "latest_revision_created_at", "live", "live_revision", "locale", "locked", "locked_at",
        "locked_by", "numchild", "owner", "path", "pk", "search_description", "seo_title",
        "show_in_menus", "translation_key", "url_path", "wagtail_admin_comments",
    }
)  # fmt: skip


def content_hash(
    revision: Any,
    files: Iterable[FileVersion],
    restrictions: Iterable[PageViewRestriction] | None = None,
) -> str:
    """Return the SHA-256 of what a revision would publish, in hexadecimal.

    Counted are the fields, the body, the child rows in their order, the times to go live and to
    expire, the address, the bytes of every document and image, and who may see it.

    Args:
        revision: a Wagtail revision of a disclosed page.
        files: the versions of documents and images that are published with it.
        restrictions: who may see the page; None looks.
    """
    if restrictions is None:
        restrictions = view_restrictions(Page.objects.get(pk=revision.object_id))
    return sha256(
        {
            "content": _content(revision),
            "files": sorted([file.kind, file.object_id, file.sha256] for file in files),
            "audience": sorted(_audience(one) for one in restrictions),
        }
    )


def material_hash(
    revision: Any, files: Iterable[FileVersion], *, without: Iterable[str] = ()
) -> str:
    """Return the SHA-256 of what a visitor would read, whenever and whoever may read it.

    Args:
        revision: a Wagtail revision of a disclosed page.
        files: the versions of documents and images that are published with it.
        without: names of fields that do not count.
    """
    content = _content(revision)
    for name in ("go_live_at", "expire_at", "audience", "audience_group", *without):
        content.pop(name, None)
    return sha256({"content": content, "files": sorted(file.sha256 for file in files)})


def _content(revision: Any) -> dict[str, Any]:
    # As the database keeps it: a revision that was just made holds dates, not their text.
    kept = json.loads(json.dumps(revision.content, cls=DjangoJSONEncoder))
    content = {name: value for name, value in kept.items() if name not in NOT_CONTENT}
    model: Any = ContentType.objects.get_for_id(revision.content_type_id).model_class()
    for field in model._meta.get_fields():
        # A body is kept as text, in which the same keys may stand in another order.
        if isinstance(field, StreamField) and content.get(field.name):
            content[field.name] = json.loads(content[field.name])
    return content


def _audience(restriction: PageViewRestriction) -> list[Any]:
    """No password: the hash is public, and a short one would be found by trying."""
    groups = restriction.groups.order_by("pk").values_list("pk", flat=True)
    return [restriction.restriction_type, list(groups)]
