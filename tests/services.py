"""A pytest plugin: real PostgreSQL and Redis for the run, there before Django reads its settings.

Loaded by ``-p tests.services`` in pyproject.toml. Runs of tests/unit alone need neither and
start neither. When tests run in parallel each worker process has services of its own, so that no
test can meet another's database, queue or files.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

_running = ExitStack()

# Settings can be read, a connection cannot be made.
NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none"


def _only_unit_tests(arguments: list[str]) -> bool:
    paths = [argument for argument in arguments if argument.startswith("tests")]
    return bool(paths) and all(path.startswith(("tests/unit", "tests/project")) for path in paths)


def _hands_out_tests(config: pytest.Config) -> bool:
    """Say whether this process runs no test itself, but has workers for it (``-n 2``)."""
    parallel = getattr(config.known_args_namespace, "numprocesses", None)
    return bool(parallel) and "PYTEST_XDIST_WORKER" not in os.environ


def start() -> None:
    """Start what DATABASE_URL and REDIS_URL do not name, in a folder that goes with the run."""
    from sandbox.services.postgres import postgres
    from sandbox.services.redis import redis

    if os.environ.get("DATABASE_URL") == NO_DATABASE:  # from the process that hands out tests
        del os.environ["DATABASE_URL"]
    # A short path: the server listens on a socket below it.
    state = Path(tempfile.mkdtemp(prefix="disclosure-tests-"))
    state.chmod(0o755)
    _running.callback(shutil.rmtree, state, ignore_errors=True)
    os.environ["DATA_DIR"] = str(state / "data")
    os.environ["DATABASE_URL"] = _running.enter_context(postgres(state, durable=False))
    os.environ["REDIS_URL"] = _running.enter_context(redis(state))


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    # Django forbids its ORM under a running event loop; Playwright keeps one in this thread.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if _only_unit_tests(args) or _hands_out_tests(early_config):
        os.environ.setdefault("DATABASE_URL", NO_DATABASE)
        return
    start()


def pytest_unconfigure(config):
    _running.close()
