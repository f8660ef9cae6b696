"""What an administrator is told before anything starts."""

import subprocess
import sys

import pytest

from .installation import REPOSITORY, Places, filled_in, read_environment, service_environment

REQUIRED = ["SECRET_KEY", "COUNTY_DOMAIN", "DATABASE_URL", "REDIS_URL", "DATA_DIR"]


@pytest.fixture
def environment(places: Places) -> dict[str, str]:
    return service_environment("web", places)


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(REPOSITORY / "deploy" / "run"), "manage", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(environment: dict[str, str]) -> str:
    """What is said when the settings are refused: the end of the error output."""
    done = subprocess.run(
        [sys.executable, "-c", "import sandbox.config.settings.production"],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr[done.stderr.index("The environment is not complete") :]


def test_everything_that_is_missing_is_named_at_once(environment):
    for name in REQUIRED:
        del environment[name]
    said = refusal(environment)
    assert [line.split()[0] for line in said.splitlines()[1:]] == REQUIRED
    assert "SECRET_KEY is not set. Make one: python3 -c" in said


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "too-short-a-secret", "SECRET_KEY is shorter than 50 characters."),
        ("COUNTY_DOMAIN", "https://gov.example", "COUNTY_DOMAIN must be a host name"),
        ("COUNTY_DOMAIN", "Gov.Example", "COUNTY_DOMAIN must be a host name"),
        ("ADMIN_BASE_URL", "http://gov.example", "ADMIN_BASE_URL must begin with https://."),
        ("DATABASE_URL", "sqlite:////tmp/x", "DATABASE_URL must begin with postgresql://."),
        ("REDIS_URL", "127.0.0.1:6379", "REDIS_URL must begin with redis://."),
        ("DATA_DIR", "/nonexistent/data", "DATA_DIR must be an existing folder"),
        ("DATA_DIR", ".", "DATA_DIR must be an existing folder"),
        ("HSTS_SECONDS", "-1", "HSTS_SECONDS must be a whole number, such as 31536000."),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT must be a whole number, such as 587."),
    ],
)
def test_a_wrong_value_is_refused_without_repeating_it(environment, name, value, sentence):
    environment[name] = value
    said = refusal(environment)
    assert sentence in said
    assert len(said.splitlines()) == 2
    if name in ("SECRET_KEY", "DATABASE_URL"):
        assert value not in said


def test_the_deployment_check_has_nothing_to_say(environment):
    done = manage(environment, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    # The two are named with their reason in the settings.
    assert "no issues (2 silenced)" in done.stdout


def test_a_command_typed_by_hand_reads_the_services_environment(environment, places):
    for name in REQUIRED:
        del environment[name]
    environment["ENVIRONMENT_FILE"] = str(places.environment_file)
    shown = ("shell", "-v0", "-c", "from django.conf import settings as s; print(s.ALLOWED_HOSTS)")
    assert manage(environment, *shown).stdout == "['.zwgk.example.org']\n"


def test_the_shipped_example_alone_is_refused(environment):
    """Nobody goes into production with a value that everybody knows."""
    environment["SECRET_KEY"] = read_environment(filled_in({}))["SECRET_KEY"]
    assert "SECRET_KEY is not set." in refusal(environment)
