"""Which uploaded files everybody may have, and how much a bureau keeps."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum
from django.http import HttpRequest
from wagtail.models import Page

from disclosure_plugin.models import FileVersion, PublicFile
from disclosure_plugin.models.disclosed import not_expired
from disclosure_plugin.models.file_versions import quota, used
from disclosure_plugin.models.uploads import upload_models

# A file that more restricted pages show than this is refused without asking each of them.
MAX_PAGES_ASKED = 50


def find_public_file(name: str) -> PublicFile | None:
    """Return the copy of that name that a live page shows, or None."""
    shown = PublicFile.objects.filter(name=name, version__uses__page__live=True)
    return shown.first()


def pages_showing(copy: PublicFile) -> Q:
    """Return the condition for live pages that show a file of that name."""
    versions = PublicFile.objects.filter(name=copy.name).values("version_id")
    return Q(live=True, disclosure_public_uses__version__in=versions) & not_expired()


def is_public(copy: PublicFile) -> bool:
    """Say whether a live page shows it that everybody may see."""
    return Page.objects.public().filter(pages_showing(copy)).exists()


def may_read(copy: PublicFile, request: HttpRequest) -> bool:
    """Say whether a visitor may see one of the restricted pages that show a file."""
    pages = Page.objects.filter(pages_showing(copy)).distinct()[:MAX_PAGES_ASKED]
    return any(
        all(one.accept_request(request) for one in page.get_view_restrictions()) for page in pages
    )


@dataclass(frozen=True)
class StoredFile:
    """A document or image with all its versions.

    Attributes:
        kind: ``document`` or ``image``.
        name: file name of the newest version.
        versions: how many there are.
        size: of all of them, in bytes.
        is_public: whether a live page shows one of them.
        title: of the document or image; empty if it is gone.
        pk: its primary key.
    """

    kind: str
    name: str
    versions: int
    size: int
    is_public: bool
    title: str
    pk: str


@dataclass(frozen=True)
class StoredFiles:
    """How much a bureau keeps; sizes in bytes."""

    used: int
    quota: int
    documents: int
    images: int
    biggest: list[StoredFile]

    @property
    def percent(self) -> int:
        """How full it is; above 100 when the quota was lowered afterwards."""
        return round(100 * self.used / self.quota) if self.quota else 100

    @property
    def free(self) -> int:
        return max(0, self.quota - self.used)


def stored_files(*, limit: int = 50) -> StoredFiles:
    """Return what the current bureau keeps, the biggest first."""
    rows = list(
        FileVersion.objects.values("kind", "object_id")
        .annotate(total=Sum("size"), count=Count("pk"), newest=Max("number"))
        .order_by("-total", "kind", "object_id")[:limit]
    )
    public = set(
        FileVersion.objects.filter(uses__page__live=True).values_list("kind", "object_id")
    )
    names = {
        (version.kind, version.object_id, version.number): version.name
        for version in FileVersion.objects.filter(object_id__in={row["object_id"] for row in rows})
    }
    titles = {}
    for model in upload_models():
        ids = [row["object_id"] for row in rows if row["kind"] == model.upload_kind]
        for upload in model._default_manager.filter(pk__in=ids):
            titles[str(model.upload_kind), str(upload.pk)] = str(upload)
    by_kind = {
        row["kind"]: row["total"]
        for row in FileVersion.objects.values("kind").annotate(total=Sum("size"))
    }
    return StoredFiles(
        used=used(),
        quota=quota(),
        documents=by_kind.get(FileVersion.Kind.DOCUMENT, 0),
        images=by_kind.get(FileVersion.Kind.IMAGE, 0),
        biggest=[
            StoredFile(
                kind=row["kind"],
                name=names[row["kind"], row["object_id"], row["newest"]],
                versions=row["count"],
                size=row["total"],
                is_public=(row["kind"], row["object_id"]) in public,
                title=titles.get((row["kind"], row["object_id"]), ""),
                pk=row["object_id"],
            )
            for row in rows
        ],
    )
