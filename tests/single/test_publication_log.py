"""The publication log of a site without tenants is signed and read the same way."""

import json

from disclosure_plugin.archive.verify_archive import (
    read_proof_file,
    verify_inclusion,
    verify_note,
)
from disclosure_plugin.register.signing import sign_all
from tests.factories.logs import add_entries, signing_with


def test_an_entry_is_proved(db, client, tmp_path):
    add_entries("jsj", 5)
    with signing_with(tmp_path / "log.key"):
        assert sign_all() == 1
    (log,) = json.loads(client.get("/transparency/").content)["logs"]
    assert (log["state"], log["signed"]) == ("open", 5)
    base = f"/transparency/{log['path']}"
    proof = read_proof_file(client.get(f"{base}proof/3").content.decode())
    state = verify_note(proof.note, log["keys"][0])
    verify_inclusion(client.get(f"{base}entry/3").content, 3, proof.path, state)
    assert client.get("/transparency/county").status_code == 404
