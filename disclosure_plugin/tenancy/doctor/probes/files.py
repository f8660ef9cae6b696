"""Uploads: their addresses and their folders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePath
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.urls import reverse
from django.utils.translation import gettext_noop

from disclosure_plugin import bureaus
from disclosure_plugin.models import FileVersion, PublicFile
from disclosure_plugin.models.file_storage import place, public_storage, remove
from disclosure_plugin.models.file_versions import used
from disclosure_plugin.sealing import Target, Trial, probe
from disclosure_plugin.tenancy.doctor.trial import undone

FOLDERS = "files lie in a folder named by the bureau"
PERMISSION = "documents are served by a view that asks for permission"


@probe("media", "Addresses of images", guards=[FOLDERS])
def media(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        name = other.files["original_image"]
        with trial.activate(other):
            theirs = _read(storages["disclosure_private"], name)
        with trial.activate(own):
            if storages["disclosure_private"].exists(name):
                yield f"{own.code} and {other.code} have one file {name}."
        for path in (
            f"/media/{name}",
            f"/uploads/{name}",
            f"/uploads/../{other.code}/{name}",
            f"/uploads/images/../../{other.code}/{name}",
            f"/uploads/images/..%2f..%2f{other.code}%2f{name}",
            f"/media/../{other.code}/{name}",
            f"/media/images/../../{other.code}/{name}",
            f"/media/{other.code}/{name}",
            f"/media/images/%2e%2e/%2e%2e/{other.code}/{name}",
            f"/media/images/..%2f..%2f{other.code}%2f{name}",
            f"/media//{quote(settings.MEDIA_ROOT.__str__())}/{other.code}/{name}",
            f"/media/images/..\\..\\{other.code}\\{name}",
        ):
            answer = trial.editor(own).get(path)
            if answer.status_code == 200 and answer.content_read == theirs:
                yield f"{path} at {own.code} is the image of {other.code}."
            yield from trial.secrets_in(answer, of=other, where=own)


@probe(
    "private-folders",
    "Uploads that no page shows",
    guards=["a private upload is shown to its editors only"],
)
def private_folders(trial: Trial) -> Iterator[str]:
    for own, _other in trial.directions():
        visitor = trial.visitor(own)
        if trial.editor(own).get(f"/uploads/{own.files['original_image']}").status_code != 200:
            raise RuntimeError(f"{own.code} does not serve its own editor.")
        for kind in ("original_image", "document", "private_document"):
            for top in ("media", "uploads"):
                answer = visitor.get(f"/{top}/{own.files[kind]}")
                if answer.status_code == 200:
                    yield f"{own.code} shows the {kind} to everybody who knows its name."


@probe("documents", "Documents of the other, and private ones", guards=[PERMISSION])
def documents(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        for kind in ("document", "private_document", "only_document"):
            if kind not in other.paths:
                continue
            for address in _addresses(other, kind):
                for person in (trial.visitor(own), trial.editor(own)):
                    answer = person.get(address)
                    yield from trial.secrets_in(answer, of=other, where=own)
        for address in _addresses(own, "private_document"):
            answer = trial.visitor(own).get(address)
            # Alone: the bureau's own words stand in the frame of its error page too.
            if answer.content_read == f"private_document {own.secrets[0]}".encode():
                yield f"The private document of {own.code} is shown to everybody."


def _addresses(target: Target, kind: str) -> list[str]:
    """Return our address of a document, by its name, and Wagtail's, by its key."""
    addresses = [target.paths[kind]]
    if kind in target.keys and kind in target.files:
        name = PurePath(target.files[kind]).name
        addresses.append(reverse("wagtaildocs_serve", args=[target.keys[kind], name]))
    return addresses


@probe("storages", "One name in a storage, written by two bureaus", guards=[FOLDERS])
def files_apart(trial: Trial) -> Iterator[str]:
    name = "images/doctor-trial.txt"
    for alias in _aliases():
        storage = storages[alias]
        made: list[tuple[str, str]] = []
        try:
            for target in (trial.a, trial.b):
                trial.look()
                with bureaus.activate(target.code):
                    if storage.exists(name):
                        yield f"{target.code} sees a file of the other in {alias!r}."
                    saved = storage.save(name, ContentFile(target.code.encode()))
                    made.append((target.code, saved))
            for code, saved in made:
                with bureaus.activate(code):
                    if _read(storage, saved) != code.encode():
                        yield f"{code} reads another's bytes from {alias!r}."
        finally:
            for code, saved in made:
                with bureaus.activate(code):
                    storage.delete(saved)


@probe(
    "no-bureaus-files",
    gettext_noop("A storage asked for no bureau"),
    guards=[FOLDERS],
    read_only=True,
)
def storage_without_bureau(trial: Trial) -> Iterator[str]:
    for alias in _aliases():
        trial.look()
        with suppress(bureaus.NoBureau, SuspiciousOperation, NotImplementedError):
            path = storages[alias].path("images/doctor-trial.txt")
            yield f"The storage {alias!r} would write to {path} for no bureau."


def _aliases() -> list[str]:
    return [alias for alias in settings.STORAGES if alias != "staticfiles"]


def _read(storage: Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return bytes(file.read())


@probe(
    "public-files",
    "Public files of the other, whose names say their bytes",
    guards=["a public file is served while a page of the same bureau shows it"],
)
def public_files(trial: Trial) -> Iterator[str]:
    """Even if the other's bytes lie in the own folder: there is no row, so there is no file."""
    for own, other in trial.directions():
        with trial.activate(other):
            copy = PublicFile.objects.filter(sha256__in=_only_in(trial, other, own)).first()
            if copy is None:
                raise RuntimeError(f"No page of {other.code} shows a file.")
            bytes_of_other = _read(public_storage(), copy.name)
        if trial.visitor(other).get(copy.url).content_read != bytes_of_other:
            raise RuntimeError(f"{other.code} does not serve its own {copy.name}.")
        for planted in (False, True):
            with _planted(trial, own, copy.name, bytes_of_other if planted else None):
                answer = trial.visitor(own).get(copy.url)
            if answer.status_code == 200:
                yield f"{copy.name} of {other.code} is served at {own.code}."


def _only_in(trial: Trial, target: Target, without: Target) -> set[str]:
    with trial.activate(without):
        known = set(PublicFile.objects.values_list("sha256", flat=True))
    with trial.activate(target):
        return set(PublicFile.objects.values_list("sha256", flat=True)) - known


@contextmanager
def _planted(trial: Trial, target: Target, name: str, data: bytes | None) -> Iterator[None]:
    """Let a file lie in a bureau's public folder, without a row, for a block."""
    if data is None:
        yield
        return
    with trial.activate(target):
        is_new = not public_storage().exists(name)
        if is_new:
            place(public_storage(), name, ContentFile(data))
    try:
        yield
    finally:
        if is_new:
            with trial.activate(target):
                remove(public_storage(), name)


@probe("quota", "How much a bureau keeps", guards=["activating a bureau moves into its schema"])
def quota(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        trial.look()
        with undone():
            with trial.activate(own):
                before = used()
            with trial.activate(other):
                FileVersion.objects.create(
                    kind=FileVersion.Kind.DOCUMENT,
                    object_id="0",
                    number=1,
                    file="originals/none",
                    name="none",
                    sha256="0" * 64,
                    size=1000,
                )
            with trial.activate(own):
                if used() != before:
                    yield f"Files of {other.code} fill the room of {own.code}."
