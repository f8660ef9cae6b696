"""Who signs in where: the list of the demo's sites, roles and logins."""

import contextlib
import json
import subprocess
import unicodedata
from collections.abc import Sequence

from sandbox.services import state
from sandbox.services.county import County, manage
from sandbox.services.errors import SandboxError

COMMAND = (*manage("demo_access"), "--json")
COLUMNS = {
    "name": "单位",
    "url": "网址",
    "admin_url": "后台",
    "role": "角色",
    "login": "用户名",
    "password": "密码",
}


def read_access(county: County, command: Sequence[str] = COMMAND) -> list[dict[str, str]]:
    """Ask the project for its accounts, the county office's first.

    Returns:
        One row an account with the keys of COLUMNS.

    Raises:
        SandboxError: the command failed or printed something else.
    """
    result = subprocess.run(
        command, env=county.env, cwd=state.REPOSITORY, capture_output=True, text=True, check=False
    )
    with contextlib.suppress(ValueError):
        if result.returncode == 0:
            rows: list[dict[str, str]] = json.loads(result.stdout)
            return rows
    raise SandboxError(f"The list of logins could not be read.\n{result.stderr.strip()[-2000:]}")


def access_table(rows: Sequence[dict[str, str]]) -> str:
    """Lay out the rows in columns; a Chinese character is as wide as two Latin ones."""
    cells = [list(COLUMNS.values())] + [[row[key] for key in COLUMNS] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
