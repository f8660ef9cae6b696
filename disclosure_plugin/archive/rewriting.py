"""What a package that is written anew takes over from the one before."""

from datetime import UTC, datetime

from disclosure_plugin.archive.cdxj import IndexRow
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.wacz import PackageInfo, Page
from disclosure_plugin.archive.warc import IndexEntry, warc_date

_PROOFS = "proofs/"


def entry_of(row: IndexRow) -> IndexEntry:
    """A line of the index as it was when the record was written."""
    return IndexEntry(
        url=row.url,
        at=moment_of(row.timestamp),
        status=int(row.status),
        mime=row.mime,
        digest=row.digest,
        record_digest=row.record_digest,
        offset=row.offset,
        length=row.length,
    )


def pages_of(package: PackageReader) -> list[Page]:
    """The pages a reader can start from.

    Raises:
        PackageError: ``bad-time``, and as the reader.
    """
    return [
        Page(str(page["url"]), _moment(str(page["ts"])), str(page.get("title", "")))
        for page in package.pages[1:]
    ]


def info_of(package: PackageReader, pages: list[Page]) -> PackageInfo:
    """What the package says of itself; its main page if that is among these.

    Raises:
        PackageError: ``bad-time``, and as the reader.
    """
    said = package.datapackage
    main = (said.get("mainPageUrl"), said.get("mainPageDate"))
    same = [page for page in pages if (page.url, warc_date(page.at)) == main]
    return PackageInfo(
        title=str(said.get("title", "")),
        created=_moment(str(said.get("created", ""))),
        software=str(said.get("software", "")),
        description=str(said.get("description", "")),
        main_page=same[0] if same else None,
    )


def proofs_of(package: PackageReader) -> dict[str, bytes]:
    """The files below ``proofs/`` by name."""
    return {
        name.removeprefix(_PROOFS): package.read(name)
        for name in package.names
        if name.startswith(_PROOFS)
    }


def moment_of(timestamp: str) -> datetime:
    """The UTC time of 14 digits."""
    return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise PackageError(
            "bad-time", "The time %(at)s must be given in UTC.", {"at": text}
        ) from error
