"""Documents and images: private until a page is published with them, every file kept."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    WagtailImageField,
)
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from disclosure_plugin.conf import get_settings
from disclosure_plugin.documents.properties import WITH_PROPERTIES, without_properties
from disclosure_plugin.domain.image_metadata import without_metadata
from disclosure_plugin.domain.uploads import (
    DOCUMENT_EXTENSIONS,
    UploadRefused,
    check_content,
    check_size,
)
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.pictures import check_picture

from .file_storage import (
    lock_files,
    originals_storage,
    private_storage,
    rendition_upload_to,
    sha256_of,
)
from .file_versions import FileVersion
from .public_files import PublicFile, make_public
from .shown_page import shown_version, staff_address, version_of_a_live_page
from .upload_room import reserve_room

# Of EXIF: how a camera was held; from here on width is height.
ORIENTATION, FIRST_TURNED = 0x0112, 5
PICTURES_WITH_METADATA = (".jpg", ".jpeg", ".png", ".webp")


class UploadMixin(models.Model):
    """What documents and images have in common: the checks, and the versions of the file."""

    upload_kind: ClassVar[FileVersion.Kind]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and write down the version when the file is a new one.

        Raises:
            UploadRefused: the file was saved without passing a form and cannot be taken.
        """
        fields = kwargs.get("update_fields")
        if not self.file or (fields is not None and "file" not in fields):
            super().save(*args, **kwargs)
            return
        is_new = not self.file._committed
        if is_new:
            self._check_file()
            self._forget_who_made_it()
            self.file_size = self.file.size
            self._set_file_hash()
        with transaction.atomic():
            if is_new:
                lock_files()
            super().save(*args, **kwargs)
            self._keep_version()

    @classmethod
    def check_upload(cls, content: File, name: str) -> None:
        """Refuse a file that may not be uploaded.

        Raises:
            UploadRefused: it may not.
        """
        raise NotImplementedError

    def versions(self) -> models.QuerySet[FileVersion]:
        """Return every file this ever had, the newest first."""
        found = FileVersion.objects.filter(kind=self.upload_kind, object_id=str(self.pk))
        return found.order_by("-number")

    def get_file_size(self) -> int | None:
        # Wagtail's would save a file that has just been refused.
        return super().get_file_size() if self.file._committed else self.file.size

    def clean(self) -> None:
        """Check a new file; every form of Wagtail's passes here."""
        super().clean()
        if self.file and not self.file._committed:
            try:
                self._check_file()
                self._reservation = reserve_room(self.file.name, self.file.size)
            except UploadRefused as error:
                raise ValidationError({"file": refusal_sentence(error)}) from error

    def _check_file(self) -> None:
        name, content = PurePath(self.file.name).name, self.file.file
        self.check_upload(content, name)

    def _forget_who_made_it(self) -> None:
        """Take out of a new file what it says of people beside its content."""

    def _keep_version(self) -> None:
        newest = self.versions().first()
        if newest is not None and newest.file.name == self.file.name:
            return
        size = self.file.size
        if not hasattr(self, "_reservation"):  # no form has asked for room
            self._reservation = reserve_room(self.file.name, size)
        with self.file.storage.open(self.file.name) as content:
            sha256 = sha256_of(content)
        number = newest.number + 1 if newest else 1
        version = FileVersion.objects.create(
            kind=self.upload_kind,
            object_id=str(self.pk),
            number=number,
            file=self.file.name,
            name=PurePath(self.file.name).name,
            sha256=sha256,
            size=size,
            made_by=_user() or (self.uploaded_by_user if newest is None else None),
        )
        self._reservation.delete()
        del self._reservation
        if newest is not None:
            log(
                self, "disclosure.replace_file", data={"version": number, "sha256": version.sha256}
            )


class DisclosureDocumentMixin(UploadMixin):
    """Mix it into a document model, before Wagtail's ``AbstractDocument``::

    class MyDocument(DisclosureDocumentMixin, AbstractDocument): ...
    """

    upload_kind = FileVersion.Kind.DOCUMENT

    file = models.FileField(_("file"), storage=originals_storage, max_length=255)

    class Meta:
        abstract = True

    def _forget_who_made_it(self) -> None:
        # Now and not when it is published: what is public is exactly what was approved.
        name, content = PurePath(str(self.file.name)).name, self.file.file
        if not name.lower().endswith((*WITH_PROPERTIES, *PICTURES_WITH_METADATA)):
            return
        content.seek(0)
        data = content.read()
        content.seek(0)
        bare = without_properties(without_metadata(data), name)
        if bare != data:
            self.file = ContentFile(bare, name=name)

    @classmethod
    def check_upload(cls, content: File, name: str) -> None:
        allowed = getattr(settings, "WAGTAILDOCS_EXTENSIONS", None) or DOCUMENT_EXTENSIONS
        check_size(name, content.size, limit=get_settings().UPLOAD_MAX_BYTES)
        check_content(content, name, allowed=allowed)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        """The readers' address on a page that shows the document, else the editors'."""
        version = shown_version(self.upload_kind, self.pk)
        if version is None:
            return self.file.url
        if own := staff_address(version):
            return own
        copy = _copy_of(version, "", "")
        return copy.url if copy else self.file.url

    @property
    def filename(self) -> str:
        version = shown_version(self.upload_kind, self.pk)
        return version.name if version else PurePath(str(self.file.name)).name

    def get_file_size(self) -> int | None:
        version = shown_version(self.upload_kind, self.pk)
        return version.size if version else super().get_file_size()


class DisclosureImageMixin(UploadMixin):
    """Mix it into an image model, before Wagtail's ``AbstractImage``.

    Its rendition model mixes :class:`DisclosureRenditionMixin` in.
    """

    upload_kind = FileVersion.Kind.IMAGE

    file = WagtailImageField(
        _("file"),
        storage=originals_storage,
        max_length=255,
        width_field="width",
        height_field="height",
    )

    class Meta:
        abstract = True

    @classmethod
    def check_upload(cls, content: File, name: str) -> None:
        check_picture(content, name)

    def get_rendition(self, filter: Filter | str) -> AbstractRendition:
        """Return the picture in a size: a public one on a page that is being shown."""
        version = shown_version(self.upload_kind, self.pk)
        if version is None:
            return super().get_rendition(filter)
        return self._public_rendition(version, filter)

    def get_renditions(self, *filters: Filter | str) -> dict[str, AbstractRendition]:
        """Return the picture in several sizes, by filter."""
        version = shown_version(self.upload_kind, self.pk)
        if version is None:
            return super().get_renditions(*filters)
        made = [self._public_rendition(version, one) for one in filters]
        return {rendition.filter_spec: rendition for rendition in made}

    def public_rendition(self, filter: str) -> AbstractRendition | None:
        """Return the picture in a size as a live page shows it, wherever it is asked for.

        Returns:
            None when no live page shows it.
        """
        version = version_of_a_live_page(self.upload_kind, self.pk)
        return self._public_rendition(version, filter) if version else None

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Make the picture in a size; in memory, as Wagtail never closes its temporary file."""
        made = super().generate_rendition_file(filter, source=source)
        with made.file as file:
            file.seek(0)
            return ContentFile(file.read(), name=made.name)

    def _public_rendition(self, version: FileVersion, filter: Filter | str) -> AbstractRendition:
        if isinstance(filter, str):
            filter = Filter(spec=filter)
        if own := staff_address(version, filter.spec):
            return self._staff_rendition(version, filter, own)
        key = filter.get_cache_key(self)
        copy = _copy_of(version, filter.spec, key) or self._make_public(version, filter, key)
        rendition = self.get_rendition_model()(
            image=self,
            filter_spec=filter.spec,
            focal_point_key=key,
            width=copy.width,
            height=copy.height,
        )
        rendition.public_url = copy.url
        return rendition

    def _staff_rendition(
        self, version: FileVersion, filter: Filter, address: str
    ) -> AbstractRendition:
        """Return a picture that is made when it is asked for, and kept nowhere."""
        width, height = filter.get_transform(self, _size_of(version)).size
        rendition = self.get_rendition_model()(
            image=self, filter_spec=filter.spec, width=int(width), height=int(height)
        )
        rendition.public_url = address
        return rendition

    def picture_of(self, version: FileVersion, filter_spec: str) -> tuple[bytes, str]:
        """Make a picture of one version in a size.

        Args:
            version: of this image.
            filter_spec: how it is made smaller, as templates say it.

        Returns:
            the bytes, and the name of the file.
        """
        with version.open() as source:
            made = self.generate_rendition_file(Filter(spec=filter_spec), source=source)
        data = without_metadata(made.read())
        stem = PurePath(version.name).stem
        suffix = PurePath(str(made.name)).suffix
        return data, f"{stem}.{filter_spec.replace('|', '.')}{suffix}"

    def _make_public(self, version: FileVersion, filter: Filter, key: str) -> PublicFile:
        data, name = self.picture_of(version, filter.spec)
        with PillowImage.open(ContentFile(data)) as picture:
            width, height = picture.size
        return make_public(
            version,
            ContentFile(data),
            name,
            filter_spec=filter.spec,
            focal_point_key=key,
            width=width,
            height=height,
        )


class DisclosureRenditionMixin(models.Model):
    """Mix it into the rendition model, before Wagtail's ``AbstractRendition``."""

    public_url: str = ""

    file = WagtailImageField(
        upload_to=rendition_upload_to,
        storage=private_storage,
        max_length=255,
        width_field="width",
        height_field="height",
    )

    class Meta:
        abstract = True

    @property
    def url(self) -> str:
        """The readers' address on a page that shows the picture, else the editors'."""
        return self.public_url or self.file.url


class DisclosureDocument(DisclosureDocumentMixin, AbstractDocument):
    """Our document model; a site may have its own with the mixin."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        permissions = [("choose_disclosuredocument", "Can choose document")]


class DisclosureImage(DisclosureImageMixin, AbstractImage):
    """Our image model; a site may have its own with the mixin."""

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        permissions = [("choose_disclosureimage", "Can choose image")]


class DisclosureRendition(DisclosureRenditionMixin, AbstractRendition):
    image = models.ForeignKey(DisclosureImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="disclosure_rendition_once",
            )
        ]


def _copy_of(version: FileVersion, filter_spec: str, key: str) -> PublicFile | None:
    for copy in version.copies.all():
        if (copy.filter_spec, copy.focal_point_key) == (filter_spec, key):
            return copy
    return None


def _size_of(version: FileVersion) -> tuple[int, int]:
    """Return width and height of a picture as it is shown; its header is read and no more."""
    with version.open() as source, PillowImage.open(source) as picture:
        width, height = picture.size
        turned = picture.getexif().get(ORIENTATION, 1) >= FIRST_TURNED
    return (height, width) if turned else (width, height)


def _user() -> Any:
    from wagtail.log_actions import get_active_log_context

    user = get_active_log_context().user
    return user if user is not None and user.is_authenticated else None


def current_versions(page: Any) -> list[FileVersion]:
    """Return the newest file of every document and image that a page refers to as it stands.

    The page may be a draft that is nowhere saved: its own values count. The SHA-256 of each
    version says exactly which bytes are meant.
    """
    kinds = _kinds_by_content_type()
    wanted = {
        (kinds[content_type], str(pk))
        for content_type, pk, _model_path, _path in ReferenceIndex._extract_references_from_object(
            page
        )
        if content_type in kinds
    }
    found: dict[tuple[str, str], FileVersion] = {}
    ids = {pk for _kind, pk in wanted}
    for version in FileVersion.objects.filter(object_id__in=ids).order_by("number"):
        if (version.kind, version.object_id) in wanted:
            found[version.kind, version.object_id] = version
    return [found[key] for key in sorted(found)]


def _kinds_by_content_type() -> dict[int, FileVersion.Kind]:
    return {
        ReferenceIndex._get_base_content_type(model).pk: model.upload_kind
        for model in upload_models()
    }


def upload_models() -> list[type[UploadMixin]]:
    """Return the document and the image model of this site, where they have our mixins."""
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model

    return [
        model
        for model in (get_document_model(), get_image_model())
        if issubclass(model, UploadMixin)
    ]
