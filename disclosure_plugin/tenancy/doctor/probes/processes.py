"""What runs without a request: tasks, log lines, settings."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

from celery import current_app
from django.conf import settings
from django.core import checks
from django.db import connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop
from django_tenants.utils import get_public_schema_name

from disclosure_plugin import bureaus
from disclosure_plugin.sealing import NotApplicable, Trial, probe
from disclosure_plugin.tenancy.task_arguments import of_a_bureau, without_bureau

NOBODY = "there-is-no-such-bureau"


@probe(
    "task-arguments",
    gettext_noop("Arguments of tasks"),
    guards=["a task says its bureau or that it is the county's"],
    read_only=True,
)
def task_arguments(trial: Trial) -> Iterator[str]:
    trial.look()
    for name in without_bureau():
        yield f"The task {name} can be sent without a bureau."


@probe(
    "tasks",
    "Tasks for no bureau, or for one that does not exist",
    guards=["a bureau that nobody knows cannot be activated"],
)
def tasks(trial: Trial) -> Iterator[str]:
    for name in of_a_bureau():
        for arguments in ({}, {"bureau": NOBODY}, {"bureau": ""}, {"bureau": "public"}):
            trial.look()
            try:
                current_app.tasks[name].run(**arguments, **(arguments and _others(name)))
            except (TypeError, bureaus.NoBureau):
                continue
            yield f"{name} runs with {arguments or 'no bureau'}."
        if connection.schema_name != get_public_schema_name():  # type: ignore[attr-defined]
            yield f"{name} leaves the connection in a bureau."


def _others(name: str) -> dict[str, int]:
    """Return something for what a task wants besides its bureau."""
    wanted = inspect.signature(current_app.tasks[name].run).parameters.values()
    without_default = {one.name for one in wanted if one.default is inspect.Parameter.empty}
    return dict.fromkeys(without_default - {"bureau"}, 0)


@probe(
    "nobody",
    gettext_noop("Work in the name of no bureau"),
    guards=["outside a bureau nobody is guessed"],
    read_only=True,
)
def nobody(trial: Trial) -> Iterator[str]:
    trial.look()
    with suppress(bureaus.NoBureau):
        yield f"Outside a bureau {bureaus.current()!r} is taken for the current one."
    for code in (NOBODY, "public", "", "_bureau_template"):
        trial.look()
        try:
            with bureaus.activate(code):
                yield f"Work for the bureau {code!r} is begun."
        except bureaus.NoBureau:
            continue


@probe(
    "log-lines",
    gettext_noop("Log lines"),
    guards=["every log handler adds the bureau"],
    read_only=True,
)
def log_lines(trial: Trial) -> Iterator[str]:
    handlers: dict[str, Any] = _log_settings().get("handlers", {})
    if not handlers:
        raise NotApplicable("LOGGING names no handler.")
    for name, handler in handlers.items():
        for target in (trial.a, trial.b):
            trial.look()
            record = logging.makeLogRecord({"name": "doctor", "msg": "trial"})
            with trial.activate(target):
                for line_filter in handler.get("filters", []):
                    _filter(line_filter).filter(record)
            if getattr(record, "bureau", None) != target.code:
                yield f"Lines of the log handler {name!r} do not say their bureau."


def _log_settings() -> dict[str, Any]:
    return cast(dict[str, Any], settings.LOGGING)


def _filter(name: str) -> logging.Filter:
    config = _log_settings()["filters"][name]
    made = config["()"]
    factory = import_string(made) if isinstance(made, str) else made
    return factory(**{key: value for key, value in config.items() if key != "()"})  # type: ignore[no-any-return]


@probe(
    "settings",
    gettext_noop("System checks of the county's settings"),
    guards=["settings that mix bureaus are refused"],
    read_only=True,
)
def system_checks(trial: Trial) -> Iterator[str]:
    trial.look()
    for found in checks.run_checks(tags=[checks.Tags.security]):
        if (found.id or "").startswith("disclosure") and found.level >= checks.WARNING:
            yield f"{found.id}: {found.msg}"
