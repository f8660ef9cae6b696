"""How a version of a page stands with the personal-data gate: checked, found, decided.

The door asks it at each publication: one question where nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from disclosure_plugin.domain.uploads import extension_of
from disclosure_plugin.models import (
    FileVersion,
    PersonalDataCheck,
    PersonalDataLook,
    PersonalDataOverride,
)

Subject = PersonalDataCheck.Subject


@dataclass(frozen=True)
class FileStanding:
    """A file of a version, and what is known of it.

    Attributes:
        check: None while it was not checked.
        is_looked_through: somebody has looked at what no program can read.
    """

    version: FileVersion
    check: PersonalDataCheck | None
    is_looked_through: bool

    @property
    def is_refused(self) -> bool:
        """It cannot be published as it is, whoever looks at it."""
        return self.check is not None and bool(self.check.unreadable)

    @property
    def waits_for_a_look(self) -> bool:
        return (
            self.check is not None and bool(self.check.not_checked) and not self.is_looked_through
        )


@dataclass(frozen=True)
class Standing:
    """What is known of exactly one content.

    Attributes:
        content_sha256: of it.
        check: of its texts; None while they were not checked.
        files: in the order of its files.
        is_overridden: a second person lets pass what was found.
    """

    content_sha256: str
    check: PersonalDataCheck | None
    files: Sequence[FileStanding]
    is_overridden: bool

    @property
    def waiting(self) -> list[FileVersion]:
        """Files that were not checked yet."""
        return [file.version for file in self.files if file.check is None]

    @property
    def is_checked(self) -> bool:
        return self.check is not None and not self.waiting

    @property
    def checks(self) -> list[PersonalDataCheck]:
        found = [self.check, *(file.check for file in self.files)]
        return [check for check in found if check is not None]

    @property
    def blocking(self) -> int:
        """How many hits keep it from being published, if nobody overrides."""
        return sum(check.blocking for check in self.checks)

    @property
    def to_look_at(self) -> int:
        return sum(check.to_look_at for check in self.checks)

    @property
    def waits_for_people(self) -> bool:
        """A file has to be looked through, or made anew."""
        return any(file.is_refused or file.waits_for_a_look for file in self.files)

    @property
    def is_clear(self) -> bool:
        """It may be published as far as personal data goes."""
        return (
            self.is_checked
            and (self.is_overridden or not self.blocking)
            and not self.waits_for_people
        )


def standing(content_sha256: str, files: Iterable[FileVersion]) -> Standing:
    """Return what is known of a content and of the files it is published with.

    Args:
        content_sha256: of the content, as sign-offs have it.
        files: the versions of documents and images that belong to it.
    """
    return standings([(content_sha256, files)])[0]


def standings(contents: Iterable[tuple[str, Iterable[FileVersion]]]) -> list[Standing]:
    """Return what is known of several contents, in their order.

    It is one question where nothing was found, and two more where something was.

    Args:
        contents: the hash of each, and its files.
    """
    wanted = [(content, list(files)) for content, files in contents]
    hashes = {version.sha256 for _content, files in wanted for version in files}
    subject = Q(subject=Subject.CONTENT, sha256__in=[content for content, _files in wanted])
    if hashes:
        subject |= Q(subject=Subject.FILE, sha256__in=hashes)
    rows = list(PersonalDataCheck.objects.filter(subject))
    found = {(row.subject, row.sha256, row.extension): row for row in rows}
    looked_through: set[int] = set()
    overridden: set[str] = set()
    if waiting := [row.pk for row in rows if row.not_checked]:
        looks = PersonalDataLook.objects.filter(of__in=waiting)
        looked_through = set(looks.values_list("of_id", flat=True))
    if any(row.blocking for row in rows):
        overrides = PersonalDataOverride.objects.filter(content_sha256__in=dict(wanted))
        overridden = set(overrides.values_list("content_sha256", flat=True))
    result = []
    for content, files in wanted:
        of_files = [_file_standing(version, found, looked_through) for version in files]
        check = found.get((Subject.CONTENT, content, ""))
        is_overridden = check is not None and content in overridden
        result.append(Standing(content, check, of_files, is_overridden))
    return result


def _file_standing(
    version: FileVersion,
    found: Mapping[tuple[str, str, str], PersonalDataCheck],
    looked_through: set[int],
) -> FileStanding:
    row = found.get((Subject.FILE, version.sha256, kept_extension(version.name)))
    return FileStanding(version, row, row is not None and row.pk in looked_through)


def kept_extension(name: str) -> str:
    """Return by which ending a file is read, as a check keeps it."""
    return extension_of(name)[:10]
