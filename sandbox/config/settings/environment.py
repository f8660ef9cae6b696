"""Settings from environment variables, with a sentence for each that is missing or wrong."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
SHORTEST_KEY = 50  # characters; Django's own deployment check asks for as many


class Environment:
    """Reads variables and gathers what is wrong, so that one start names everything.

    Every method returns a harmless value for what is wrong; `complete` then refuses.

    Args:
        values: the variables, such as os.environ.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._problems: list[str] = []

    def complete(self) -> None:
        """Refuse to go on with anything missing or wrong.

        Raises:
            ImproperlyConfigured: a line for each variable; no value of a variable is repeated,
                since it may be a secret.
        """
        if self._problems:
            raise ImproperlyConfigured(
                "The environment is not complete (docs/reference/environment.md):\n"
                + "\n".join(f"  {problem}" for problem in self._problems)
            )

    def text(self, name: str, default: str) -> str:
        """The value, or `default` where it is not set or empty."""
        return self._values.get(name, "").strip() or default

    def required(self, name: str, meaning: str) -> str:
        """The value of a variable that has no default."""
        value = self.text(name, "")
        if not value:
            self._problems.append(f"{name} is not set. {meaning}")
        return value

    def key(self, name: str) -> str:
        """A secret key, long enough to be one."""
        how = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        value = self.required(name, how)
        if value and len(value) < SHORTEST_KEY:
            self._problems.append(f"{name} is shorter than {SHORTEST_KEY} characters. {how}")
        return value

    def host(self, name: str, meaning: str) -> str:
        """A host name in lower case, without scheme and port."""
        value = self.required(name, meaning)
        if value and not HOST_NAME.fullmatch(value):
            self._problems.append(
                f"{name} must be a host name in lower case, without https:// and port. {meaning}"
            )
        return value

    def url(self, name: str, meaning: str, schemes: Sequence[str], default: str = "") -> str:
        """An address that begins with one of `schemes`; required when there is no default."""
        value = self.text(name, default) or self.required(name, meaning)
        if value and not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            self._problems.append(f"{name} must begin with {schemes[0]}://. {meaning}")
        return value

    def folder(self, name: str, meaning: str) -> Path:
        """An existing folder, named from the root."""
        value = self.required(name, meaning)
        folder = Path(value or "/nonexistent")
        if value and not (folder.is_absolute() and folder.is_dir()):
            self._problems.append(f"{name} must be an existing folder, named from /. {meaning}")
        return folder

    def number(self, name: str, default: int) -> int:
        """A whole number, 0 or more."""
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit():
            self._problems.append(f"{name} must be a whole number, such as {default}.")
            return default
        return int(value)
