"""Certificates with their proofs, written without the product's own code for them."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.checkpoints import Checkpoint, sign
from tests.unit.archive.memory_log import Log
from tests.unit.archive.proved_packages import KEY, ORIGIN

OPENS = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 4, 16, 0, tzinfo=UTC)
ISSUED = CLOSES + timedelta(minutes=6)
URL = "https://jsj.example/board/k7m2p4qx/"
SHORT_ID, NUMBER = "k7m2p4qx", "11539999-/2026-1102001"
BLOCK = hashlib.sha256(b"text").hexdigest()
CONTENT = hashlib.sha256(b"content").hexdigest()
HOUR = timedelta(hours=1)


def canonical(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def entry(kind: str, subject: str, at: datetime, hashes: dict[str, str]) -> bytes:
    return canonical(
        {"at": written(at), "hashes": hashes, "kind": kind, "log": ORIGIN, "subject": subject,
         "v": 1}
    )  # fmt: skip


def row(at: datetime, **changes: Any) -> dict[str, Any]:
    return {
        "at": written(at), "item": NUMBER, "kind": "page", "problem": "", "sha256": BLOCK,
        "size": 4, "status": 200, "url": URL, "vantage": "test", **changes,
    }  # fmt: skip


def hourly() -> list[dict[str, Any]]:
    """An observation an hour, through the whole period."""
    count = int((CLOSES - OPENS) / HOUR)
    return [row(OPENS + HOUR * number) for number in range(1, count + 1)]


def rows_text(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(canonical(one) + b"\n" for one in rows)


class Issue:
    """What is issued: the parts can be changed before :meth:`proof` puts them together.

    Everything that is hashed or signed is so afterwards, as if whoever has the key lied.
    """

    def __init__(self) -> None:
        self.issued_at = ISSUED
        self.rows = hourly()
        self.before = [entry("page.published", f"other{n}", OPENS - HOUR, {}) for n in range(5)]
        self.acts = [entry("page.published", SHORT_ID, OPENS, {"content": CONTENT})]
        self.behind: list[bytes] = []
        self.said: dict[str, Any] = {
            "addresses": [self._same("url", URL)],
            "attachments": [],
            "captures": [],
            "code": "0" * 20,
            "ended": None,
            "events": [
                {"at": written(OPENS), "content": CONTENT, "index": 5, "kind": "page.published"}
            ],
            "format": "disclosure-certificate/1",
            "issued_by": {"bureau": "jsj", "name": "局", "role": "automatic"},
            "item": {"category": "fees", "legal_bases": [], "number": NUMBER,
                     "short_ids": [SHORT_ID], "title": "公示"},
            "log": ORIGIN,
            "number": "2026-1",
            "observations": {"count": len(self.rows), "ok": len(self.rows), "max_gap_s": 3600,
                             "limit_s": 5400, "interval_s": 3600, "interruptions": [],
                             "vantage": ["test"]},
            "outside_time_source": "",
            "period": {"opens_at": written(OPENS), "closes_at": written(CLOSES),
                       "closes_local": "2026-11-05T00:00:00+08:00", "first_day": "2026-11-03",
                       "last_day": "2026-11-04", "days": 2, "unit": "working",
                       "time_zone": "Asia/Shanghai"},
            "published": {"at": written(OPENS), "index": 5},
            "served": [self._same("sha256", BLOCK)],
            "verdict": ["complete"],
            "versions": [{"content_sha256": CONTENT, "from": written(OPENS), "to": None}],
        }  # fmt: skip

    def _same(self, name: str, value: str) -> dict[str, Any]:
        return {name: value, "from": self.rows[0]["at"], "to": self.rows[-1]["at"]}

    def proof(self) -> dict[str, Any]:
        """Enter everything into a log, sign it and return the proof."""
        other = rows_text([row(OPENS, item="other")])
        text = rows_text(self.rows)
        leaves = [merkle.leaf_hash(one) for one in (other, text)]
        observed = entry(
            "probe.day",
            "probes/2026-11-04",
            CLOSES,
            {"items": merkle.node_hash(*leaves).hex()},
        )
        first, place = len(self.before), len(self.before) + len(self.acts)
        self.said.setdefault("issued_at", written(self.issued_at))
        self.said.setdefault("days", [{"day": "2026-11-04", "index": place}])
        certificate = canonical(self.said)
        issued = entry(
            "certificate.issued",
            "certificate/2026-1",
            self.issued_at + timedelta(seconds=1),
            {"certificate": hashlib.sha256(certificate).hexdigest()},
        )
        log = Log([*self.before, *self.acts, observed, issued, *self.behind])
        size = len(log.entries)
        return {
            "before": [text_of(log.node(2, 0)), text_of(log.node(0, 4))],
            "certificate": certificate.decode(),
            "checkpoint": note(log, size),
            "entries": [one.decode() for one in log.entries[first:]],
            "first": first,
            "format": "disclosure-certificate-proof/1",
            "keys": [],
            "observed": [
                {"entry": place, "index": 1, "size": 2, "path": [text_of(leaves[0])],
                 "rows": text.decode()}
            ],
            "started": note(log, first + 1),
        }  # fmt: skip


def note(log: Log, size: int) -> str:
    return sign(Checkpoint(ORIGIN, size, merkle.root(size, log.node)), KEY)


def text_of(value: bytes) -> str:
    return base64.b64encode(value).decode()
