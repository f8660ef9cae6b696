"""A canary is disclosed to staff: they read it, and no public byte of the county holds it.

Measured on a running county: everything a visitor can walk to, everything in the shared schema,
in Redis, in public storage and in the archive files.
"""

from __future__ import annotations

import json
import re
import sys
from urllib.parse import quote, urljoin, urlsplit

import psycopg
import pytest
import redis

from sandbox.services.admin_session import AdminSession
from sandbox.services.county import County, manage
from tests.factories.users import PASSWORD

from .test_take_down_drill import archives, ask, plain, run, shared_rows, wait_until

pytestmark = pytest.mark.long

# One each, so that a leak says by which way it came.
CANARIES = {
    name: f"{name}canary7391"
    for name in ("title", "abstract", "body", "file", "filename", "picture", "alt")
}
ARCHIVED_WITHIN = 120
MAKE = f"""
import json
from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.site_setup import EDITORS, STAFF
from disclosure_plugin.models import DisclosureColumnPage, FileVersion
from disclosure_plugin.tenancy.provisioning import create_bureau
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.uploads import DocumentFactory, ImageFactory, pdf, picture
from tests.factories.users import UserFactory
CANARIES = {CANARIES!r}
for code in ("county", "jsj", "czj"):
    create_bureau(code=code, name=code, host=f"{{code}}.localhost",
                  is_county_office=code == "county", social_credit_code=CREDIT_CODES[code])
with bureaus.activate("czj"):
    UserFactory(username="bieju", role=EDITORS)
with bureaus.activate("jsj"):
    column = ColumnFactory(parent=BoardFactory())
    public = DocumentFactory(title="公开的附件", data=pdf("公开的附件"), name="gongkai.pdf")
    ItemFactory(parent=column, published=True, title="公开的事项",
                attachments=[models.ItemAttachment(document=public)])
    document = DocumentFactory(
        title=CANARIES["file"], data=pdf(CANARIES["file"]), name=CANARIES["filename"] + ".pdf")
    image = ImageFactory(
        title=CANARIES["picture"], data=picture(size=(900, 600)),
        name=CANARIES["picture"] + ".png")
    body = [
        ("text", "<p>" + CANARIES["body"] + "</p>"),
        ("image", {{"image": image, "alt_text": CANARIES["alt"], "decorative": False}})]
    staff_only = ItemFactory(
        parent=column, published=True, audience="staff", title=CANARIES["title"],
        abstract=CANARIES["abstract"], body=body,
        attachments=[models.ItemAttachment(document=document)])
    ItemFactory(parent=column, published=True, title="另一公开的事项")
    UserFactory(username="zhigong", role=STAFF)
    print(json.dumps({{
        "pk": staff_only.pk, "slug": staff_only.slug, "page": staff_only.url,
        "number": models.InternalEntry.objects.get().number,
        "names": [[one.file.name, one.name, one.sha256]
                  for one in FileVersion.objects.exclude(name="gongkai.pdf")]}}))
"""
HOSTS = ("jsj", "county", "czj")
LINK = re.compile(rb"""(?:href|src|content)=["']([^"'#\s]+)""")


def found_in(data: bytes) -> list[str]:
    return [name for name, canary in CANARIES.items() if canary.encode() in data]


def crawl(county: County, host: str) -> dict[str, bytes]:
    """Return every answer of a public site that a visitor can walk to, by path."""
    begin = ["/", "/register/", "/catalogue/", "/transparency/", "/sitemap.xml", "/robots.txt"]
    begin += [f"/register/register.{kind}" for kind in ("csv", "json", "xlsx")]
    begin += [f"/feeds/{name}" for name in ("atom.xml", "feed.json", "calendar.ics")]
    names = ("items?per_page=100", "columns", "commitments", "annual-reports", "openapi.json")
    begin += [f"/api/disclosure/v1/{name}" for name in names]
    waiting, seen = list(begin), {}
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 2_000:
            continue
        _status, seen[path] = ask(county, host, quote(path, safe="/%?=&:+"))
        for link in LINK.findall(seen[path]):
            whole = urlsplit(
                urljoin(f"http://{host}.localhost{path}", link.decode("utf-8", "replace"))
            )
            if whole.hostname == f"{host}.localhost" and not whole.path.startswith("/static/"):
                waiting.append(whole.path + (f"?{whole.query}" if whole.query else ""))
    return seen


def in_redis(county: County) -> bytes:
    parts = []
    with redis.Redis.from_url(county.redis_url) as server:
        for key in server.scan_iter("*"):
            parts += [key, server.dump(key) or b""]
            if server.type(key) == b"string":
                parts.append(server.get(key) or b"")
    return b"\n".join(parts)


def test_no_public_byte_holds_what_is_disclosed_to_staff(county):
    made = json.loads(run(county, sys.executable, "-c", f"import django; django.setup()\n{MAKE}"))
    address = f"/admin/disclosure/internal/{made['pk']}/"

    # The positive control: staff read every word of it, the file and the picture.
    staff = AdminSession("jsj.localhost", county.port)
    staff.sign_in("zhigong", PASSWORD)
    status, html = staff.get(address)
    assert status == 200
    assert {"title", "abstract", "body", "filename", "alt"} <= set(found_in(html))
    paths = re.findall(
        rf'(?:href|src)="({re.escape(address)}(?:files|pictures)/[^"]+)"', html.decode()
    )
    assert len(paths) == 2
    served = {path: staff.get(path) for path in paths}
    assert {status for status, _body in served.values()} == {200}
    assert any(CANARIES["file"].encode() in body for _status, body in served.values())
    assert CANARIES["title"].encode() in staff.get("/admin/disclosure/internal/")[1]

    # A visitor, and an editor of another bureau.
    other = AdminSession("czj.localhost", county.port)
    other.sign_in("bieju", PASSWORD)
    for path in (address, *paths):
        status, body = ask(county, "jsj", path)
        assert (status, found_in(body.replace(quote(path).encode(), b""))) == (302, []), path
        assert other.get(path)[0] in (302, 403, 404)
    private = [f"/uploads/{quote(name)}" for name, _own, _sha256 in made["names"]]
    copies = [f"/media/{sha256[:2]}/{sha256}/{own}" for _name, own, sha256 in made["names"]]
    for path in (made["page"], f"/n/{quote(made['number'])}", *private, *copies):
        for host in HOSTS:
            assert ask(county, host, path)[0] == 404, (host, path)

    wait_until(lambda: archives(county), ARCHIVED_WITHIN)
    crawled = {host: crawl(county, host) for host in HOSTS}
    assert "公开的事项".encode() in b"".join(crawled["jsj"].values())
    for host, answers in crawled.items():
        for path, body in answers.items():
            assert found_in(body) == [], (host, path)
            assert made["slug"].encode() not in body, (host, path)
            assert made["number"].encode() not in body, (host, path)
    print({host: len(answers) for host, answers in crawled.items()})  # noqa: T201  (with -s)

    assert found_in(shared_rows(county).encode()) == []
    assert made["slug"] not in shared_rows(county)
    assert found_in(in_redis(county)) == []
    for archive in archives(county):
        assert found_in(plain(archive)) == [], archive
        assert made["slug"].encode() not in plain(archive), archive
    public = [path for path in county.state.rglob("*") if "public" in path.parts]
    assert public
    for path in public:
        assert found_in(path.name.encode()) == []
        assert not path.is_file() or found_in(path.read_bytes()) == [], path
    # Where it does lie: in the bureau's own schema.
    with psycopg.connect(county.database_url) as connection:
        [(title,)] = connection.execute(
            "SELECT title FROM bureau_jsj.disclosure_plugin_internalentry"
        ).fetchall()
    assert title == CANARIES["title"]
    run(county, *manage("verify_log"))
    assert "jsj: 1 entries" in run(county, *manage("verify_internal_log"))
