"""The index of a package, from lines in any order."""

from __future__ import annotations

import io
from collections.abc import Iterable

from disclosure_plugin.archive.cdxj import IndexBlocks


def packed_index(lines: Iterable[str]) -> tuple[bytes, bytes]:
    """Return the contents of index.cdx.gz and of index.idx."""
    output = io.BytesIO()
    index = IndexBlocks(output)
    index.write(sorted(lines))
    return output.getvalue(), index.listing
