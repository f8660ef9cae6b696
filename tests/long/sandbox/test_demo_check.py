"""The steps of `make demo-check`, against the small county."""

import re
from pathlib import Path

import pytest

from sandbox.check_steps import SERVICE_STEPS
from sandbox.demo_check import check
from sandbox.services.county import County
from sandbox.services.steps import CheckFailed, Step

from .running import processes_of
from .small_county import small_plan


def fails(county: County) -> str:
    status, body = county.get("jsj.localhost")
    raise CheckFailed(f"{status} {body}")


def must_not_run(_county: County) -> str:
    raise AssertionError


def test_the_first_failing_step_is_named_and_everything_stopped(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [*SERVICE_STEPS[:3], Step("Home page", fails), Step("Never reached", must_not_run)]
    assert check(folder, steps, small_plan) == 1
    said = capsys.readouterr()
    assert re.search(r"^PostgreSQL answers \.+ +\d+\.\d s  PostgreSQL 18\.\d", said.out, re.M)
    assert re.search(r"^Redis answers \.+ +\d+\.\d s  (Redis|Valkey) \d", said.out, re.M)
    assert re.search(r"^Workers answer a ping .* s  publishing@demo-\d+, archive@", said.out, re.M)
    assert "\nFAILED: Home page: 200 县住房和城乡建设局\n" in said.out
    assert "Never reached" not in said.out
    assert said.err.strip() == "demo-check failed at the step: Home page"
    assert processes_of(folder) == []


def test_all_steps_passing_is_success(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(folder, SERVICE_STEPS[:3], small_plan) == 0
    said = capsys.readouterr()
    assert "demo-check passed: 3 steps in" in said.out
    assert said.err == ""
    assert processes_of(folder) == []
