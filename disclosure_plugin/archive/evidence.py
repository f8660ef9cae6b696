"""What leaves a package, kept apart: the records as they stood, and the manifest that names them.

With it somebody who may see it can still prove what was served: the lines of the manifest have
their salts, and its root is the one that the publication log committed to. A revisit is kept as
the reference that it is; its payload is in the copy of the package that it refers to.
"""

import tempfile
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import BinaryIO

from disclosure_plugin.archive.bag import Bag
from disclosure_plugin.archive.manifest import NAME as MANIFEST_NAME
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.warc import warc_info_record

RECORDS = "records.warc.gz"


def write_evidence(
    package: PackageReader,
    removed: Collection[tuple[str, str]],
    output: BinaryIO,
    *,
    name: str,
    at: datetime,
    info: Mapping[str, str],
) -> int:
    """Write the records that leave a package into a bag of their own.

    Args:
        package: As it was before.
        removed: Address and 14-digit time of what leaves it.
        output: Seekable binary file, empty.
        name: Of the bag.
        at: When they leave (UTC).
        info: Lines of ``bag-info.txt``.

    Returns:
        How many records were written.

    Raises:
        PackageError: The package cannot be read.
    """
    bag = Bag(output, name, at)
    count = 0
    with tempfile.TemporaryFile() as records:
        records.write(warc_info_record(at, {"description": name}))
        for row in package.rows:
            if (row.url, row.timestamp) in removed:
                records.write(package.raw(row))
                count += 1
        bag.copy(RECORDS, records)
    if f"proofs/{MANIFEST_NAME}" in package.names:
        bag.add(MANIFEST_NAME, package.read(f"proofs/{MANIFEST_NAME}"))
    bag.close(info)
    return count
