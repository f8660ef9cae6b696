"""The step of `make demo-check` that checks a publication log as an outsider would."""

import json
import time

from disclosure_plugin.archive.verify_archive import (
    NotProved,
    read_proof_file,
    verify_inclusion,
    verify_note,
)
from sandbox.services.county import County
from sandbox.services.steps import CheckFailed

HOST = "jsj.localhost"
SIGN_PATIENCE = 60  # seconds; the sweep asks every 30


def log_is_signed(county: County) -> str:
    """The signing worker has signed what the demo published, and an entry can be proved."""
    deadline = time.monotonic() + SIGN_PATIENCE
    while not (log := _signed_log(county)):
        if time.monotonic() > deadline:
            raise CheckFailed(f"no signed state of {HOST} within {SIGN_PATIENCE} s")
        time.sleep(0.5)
    base = f"/transparency/{log['path']}"
    proof = read_proof_file(_get(county, f"{base}proof/0"))
    try:
        state = verify_note(proof.note, log["keys"][0])
        verify_inclusion(_get(county, f"{base}entry/0").encode(), 0, proof.path, state)
    except NotProved as problem:
        raise CheckFailed(str(problem)) from problem
    return f"{state.size} entries signed, entry 0 proved"


def _signed_log(county: County) -> dict | None:
    logs = json.loads(_get(county, "/transparency/"))["logs"]
    return logs[0] if logs and logs[0]["signed"] else None


def _get(county: County, path: str) -> str:
    status, body = county.get(HOST, path)
    if status != 200:
        raise CheckFailed(f"http://{HOST}{path} answered {status}: {body}")
    return body
