"""The tools that will read the files of deploy/ accept them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .front_server import FrontServer
from .installation import (
    DEPLOY,
    SERVICES,
    UNITS,
    Places,
    find_nginx,
    service_command,
    service_environment,
    service_lines,
)

ENVIRONMENT_REFERENCE = DEPLOY.parent / "docs" / "reference" / "environment.md"
COMMANDS = (*SERVICES, "backup")


def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def installed_units(places: Places) -> list[str]:
    """The units as they would lie in /etc/systemd/system, with the paths of this test."""
    folder = places.root / "systemd"
    for file in UNITS.rglob("*"):
        if file.is_file():
            target = folder / file.relative_to(UNITS)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(places.moved(file.read_text()))
    return sorted(str(file) for file in folder.glob("disclosure*.*") if file.is_file())


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def systemd_analyze() -> str:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is missing; on Debian or Ubuntu: apt-get install systemd")
    return program


def test_systemd_accepts_the_units(systemd_analyze, places):
    units = installed_units(places)
    assert len(units) == len(SERVICES) + 3  # the target, the backup and its timer
    done = run(systemd_analyze, "verify", *units)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_notices_a_damaged_unit(systemd_analyze, places):
    """The check above can fail."""
    (web,) = [unit for unit in installed_units(places) if unit.endswith("-web.service")]
    Path(web).write_text(Path(web).read_text().replace("deploy/run", "deploy/absent"))
    assert run(systemd_analyze, "verify", web).returncode != 0


@pytest.mark.parametrize("name", [*SERVICES, "backup"])
def test_every_service_is_confined(systemd_analyze, places, name):
    """systemd's own measure, 0 (nothing allowed) to 10; 2 and more is not `OK` any longer."""
    (unit,) = [u for u in installed_units(places) if u.endswith(f"-{name}.service")]
    done = run(systemd_analyze, "security", "--offline=yes", unit)
    exposure = re.search(r"Overall exposure level for \S+: (\d+\.\d)", done.stdout)
    assert exposure, done.stderr
    assert float(exposure[1]) < 2


def test_a_backup_runs_once_and_each_night(systemd_analyze, places):
    """What all services share would start it again and again; its own drop-in comes later."""
    names = sorted(file.name for file in UNITS.glob("disclosure-*.service.d/*.conf"))
    assert names == ["common.conf", "once.conf", "signing.conf"]
    once = (UNITS / "disclosure-backup.service.d" / "once.conf").read_text()
    assert "\nRestart=no\n" in once
    when = re.search(r"^OnCalendar=(.*)$", (UNITS / "disclosure-backup.timer").read_text(), re.M)
    assert when
    assert run(systemd_analyze, "calendar", when[1]).returncode == 0


def test_the_key_is_seen_by_the_signing_worker_alone(places):
    """By its account with systemd, by its folder with Compose."""
    lines = {name: service_lines(name, places) for name in SERVICES}
    users = {name: lines[name]["User"][-1] for name in SERVICES}
    assert users.pop("worker-signing") == "disclosure-signing"
    assert set(users.values()) == {"disclosure"}
    assert lines["worker-signing"]["StateDirectory"][-1] == ""
    with_key = {name for name in SERVICES if "LOG_KEY_FILES" in service_environment(name, places)}
    assert with_key == {"worker-signing"}
    services = compose()["services"]
    assert {name for name in services if "signing:" in str(services[name].get("volumes"))} == {
        "worker-signing"
    }
    assert {name for name in services if "LOG_KEY_FILES" in str(services[name])} == {
        "worker-signing"
    }


def test_compose_migrates_by_the_command_of_the_package():
    assert compose()["services"]["migrate"]["command"] == ["manage", "migrate_bureaus"]


def test_nginx_accepts_the_site(places):
    if not find_nginx():
        pytest.skip("nginx is missing; on Debian or Ubuntu: apt-get install nginx-light")
    front = FrontServer(places, "zwgk.example.org")
    assert "${" not in front.site
    done = front.check()
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_compose_file_is_valid():
    """By the published schema of the Compose specification; no container engine is needed."""
    program = Path(sys.executable).with_name("check-jsonschema")
    if not program.exists():
        pytest.skip("check-jsonschema is missing; `make setup` installs it")
    done = run(
        *(str(program), "--builtin-schema", "vendor.compose-spec"),
        str(DEPLOY / "compose.yaml"),
    )
    assert done.returncode == 0, done.stdout


def test_compose_starts_what_systemd_starts(places):
    """Both name a process of deploy/run, where its command line stands; nothing else."""
    services = compose()["services"]
    assert {name: services[name]["command"] for name in COMMANDS} == {
        name: service_command(name, places)[1:] for name in COMMANDS
    }
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert 'ENTRYPOINT ["/opt/disclosure/deploy/run"]' in dockerfile


def test_compose_fills_in_every_variable_of_the_front_server():
    template = (DEPLOY / "nginx" / "disclosure.conf.template").read_text()
    assert set(re.findall(r"\$\{(\w+)\}", template)) == set(
        compose()["services"]["proxy"]["environment"]
    )


def test_the_image_gets_no_file_that_is_not_there():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text()
    for path in " ".join(copied).split():
        assert (DEPLOY.parent / path).exists(), path
        assert f"!{path}\n" in allowed, path


def test_every_variable_is_explained():
    """The example, the settings and deploy/run know no name that the reference leaves out."""
    settings = DEPLOY.parent / "sandbox" / "config" / "settings" / "production.py"
    used = re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', settings.read_text())
    used += re.findall(r"\$\{([A-Z_]+):-", (DEPLOY / "run").read_text())
    used += re.findall(r"^([A-Z_]+)=", (DEPLOY / "env.example").read_text(), re.M)
    assert len(set(used)) > 15
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", ENVIRONMENT_REFERENCE.read_text(), re.M))
    assert set(used) == explained
