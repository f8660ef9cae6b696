"""A county reduced to its processes: a real gunicorn, Celery workers and beat, no content.

`python small_county.py` runs it by the demo's own runner, so that the tests of the runner take
seconds. Its behaviour is chosen by variables: SMALL_PREPARE is the Python code of the only
preparation.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import celery

from sandbox import demo
from sandbox.services import state
from sandbox.services.county import Plan

HERE = Path(__file__).resolve()
ACCESS = [
    {
        "name": "县住房和城乡建设局",
        "url": "http://jsj.localhost/",
        "admin_url": "http://jsj.localhost/admin/",
        "role": "编辑",
        "login": "jsj-bianji",
        "password": "demo",
    }
]

app = celery.Celery("small", broker=os.environ.get("REDIS_URL"), set_as_current=False)


def web(_environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return ["县住房和城乡建设局".encode()]


def small_plan(port: int, folder: Path) -> Plan:
    python = [sys.executable, "-m"]
    here = ["--chdir", str(HERE.parent)]
    tasks = [*python, "celery", "--workdir", str(HERE.parent), "-A", "small_county"]
    worker = [*tasks, "worker", "--concurrency", "1", "--without-mingle", "--hostname"]
    nodes = [f"publishing@demo-{port}", f"archive@demo-{port}"]
    return Plan(
        prepare=[("Preparation", [sys.executable, "-c", os.environ.get("SMALL_PREPARE", "pass")])],
        web=[*python, "gunicorn", *here, "small_county:web", "--bind", f"127.0.0.1:{port}"],
        workers={node: [*worker, node] for node in nodes},
        beat=[*tasks, "beat", "--schedule", str(folder / "run" / "beat"), "--pidfile="],
    )


if __name__ == "__main__":
    folder = state.default_state()
    access = [sys.executable, "-c", f"print({json.dumps(ACCESS)!r})"]
    sys.exit(demo.speak_plainly(lambda: demo.run(folder, small_plan, access), folder))
