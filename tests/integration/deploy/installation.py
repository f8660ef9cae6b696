"""The shipped files of deploy/ as they would lie on a server, with other paths and ports.

Nothing is copied by hand: units, environment and nginx site are read from deploy/ and only the
places of a Debian server are replaced, so that what is tested is what is shipped.
"""

import secrets
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
DEPLOY = REPOSITORY / "deploy"
UNITS = DEPLOY / "systemd"
DROP_IN = UNITS / "disclosure-.service.d" / "common.conf"
SERVICES = ("web", "worker-publishing", "worker-archive", "worker-signing", "beat")
# What systemd gives to a service, with the interpreter of this test run before it. Where the
# program has a .venv of its own, as on a server, deploy/run puts that before both.
PATH = (
    f"{Path(sys.executable).parent}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
)


@dataclass(frozen=True)
class Places:
    """Where the parts of the installation lie in this test.

    Attributes:
        root: folder of everything the installation writes.
        program: stands for /opt/disclosure.
    """

    root: Path
    program: Path = REPOSITORY

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def environment_file(self) -> Path:
        return self.root / "env"

    @property
    def signing(self) -> Path:
        return self.root / "signing"

    def moved(self, text: str) -> str:
        """A shipped text with the paths of a server replaced by those of the test."""
        for shipped, here in {
            "/etc/disclosure/env": self.environment_file,
            "/etc/disclosure/signing": self.signing,
            "/var/lib/disclosure": self.data,
            "/run/disclosure": self.run,
            "/opt/disclosure": self.program,
        }.items():
            text = text.replace(shipped, str(here))
        return text


def make_places(
    root: Path,
    *,
    domain: str,
    database_url: str,
    redis_url: str,
    program: Path = REPOSITORY,
) -> Places:
    """An installation below `root` with its folders and its filled-in environment file."""
    places = Places(root, program)
    places.data.mkdir()
    places.run.mkdir()
    values = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "COUNTY_DOMAIN": domain,
        "ADMIN_BASE_URL": f"https://{domain}",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(places.data),
        "WEB_PROCESSES": "2",
    }
    places.environment_file.write_text(filled_in(values))
    places.signing.mkdir(mode=0o700)
    example = (DEPLOY / "signing.env.example").read_text()
    (places.signing / "env").write_text(places.moved(example))
    return places


def service_lines(name: str, places: Places) -> dict[str, list[str]]:
    """The [Service] section of a unit with its drop-in: key → values in order."""
    values: dict[str, list[str]] = {}
    own = sorted((UNITS / f"disclosure-{name}.service.d").glob("*.conf"))
    for file in (UNITS / f"disclosure-{name}.service", DROP_IN, *own):
        section = ""
        for line in places.moved(file.read_text()).splitlines():
            if line.startswith("["):
                section = line
            elif section == "[Service]" and line and not line.startswith("#"):
                key, _, value = line.partition("=")
                values.setdefault(key, []).append(value)
    return values


def service_command(name: str, places: Places) -> list[str]:
    """What systemd would start."""
    (command,) = service_lines(name, places)["ExecStart"]
    return shlex.split(command)


def service_environment(name: str, places: Places) -> dict[str, str]:
    """The variables systemd would give to it; the file wins over Environment=, as there."""
    lines = service_lines(name, places)
    given = [word for line in lines.get("Environment", []) for word in shlex.split(line)]
    variables = {"PATH": PATH, **dict(word.split("=", 1) for word in given)}
    for file in lines["EnvironmentFile"]:  # a later one wins
        variables |= read_environment(Path(file).read_text())
    return variables


def read_environment(text: str) -> dict[str, str]:
    """The variables of an environment file."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(shlex.split(line)[0].split("=", 1) for line in lines)


def filled_in(values: Mapping[str, str]) -> str:
    """deploy/env.example with values put in; every name must stand there."""
    lines = (DEPLOY / "env.example").read_text().splitlines()
    names = [line.partition("=")[0] for line in lines]
    for name, value in values.items():
        lines[names.index(name)] = f"{name}='{value}'"
    return "\n".join(lines) + "\n"


def front_server_site(values: Mapping[str, str]) -> str:
    """The nginx site with its variables replaced, as envsubst does it."""
    text = (DEPLOY / "nginx" / "disclosure.conf.template").read_text()
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value)
    return text


def make_certificate(folder: Path, domain: str) -> tuple[Path, Path]:
    """A self-signed certificate for the domain and every name right below it."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={domain}"),
            *("-addext", f"subjectAltName=DNS:{domain},DNS:*.{domain}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


def find_nginx() -> str | None:
    """The program, which ordinary accounts do not have on PATH."""
    return shutil.which("nginx", path=PATH)
