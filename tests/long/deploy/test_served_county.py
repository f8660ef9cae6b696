"""What visitors and editors meet on a server set up by deploy/README.md.

The program runs with the locked packages of production alone, in a folder of its own.
"""

import re
import ssl
import time
from datetime import datetime
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from disclosure_plugin.site.headers import PERMISSIONS, PUBLIC, header

from .conftest import BUREAUS, DOMAIN, ServedCounty

PNG_BEGIN = b"\x89PNG\r\n\x1a\n"
HASHED = re.compile(r"/static/[^\"' )]+\.[0-9a-f]{12}\.css")
PASSWORD = "a-long-Passphrase-of-2026"

SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from django.contrib.auth import get_user_model
from disclosure_plugin import models
from disclosure_plugin.actions.reviewing import review
parent = models.BureauHomePage.objects.get()
section = models.Section.objects.create(name="建筑业管理股", phone="6121935")
for made in (
    models.DisclosureBoardPage(title="政务公开栏", live=False),
    models.DisclosureColumnPage(title="收费项目和标准", description="标准、依据", live=False),
):
    parent = parent.add_child(instance=made)
    parent.save_revision().publish()
item = parent.add_child(instance=models.DisclosureItemPage(
    title="占道收费标准", abstract="占用城市道路的收费标准。", formed_on="2026-11-02",
    category="20.8", responsible_section=section, live=False,
    body=[("text", "<p>按面积和天数收费。</p>")],
))
# Three people sign first, which takes seconds on a slow machine.
item.go_live_at = timezone.now() + timedelta(seconds=10)
author, *signers = (get_user_model().objects.create_superuser(name) for name in ("a", "b", "c"))
item.save_revision(user=author)
review(item, author=author, people=signers)
item.refresh_from_db()
assert not item.live, "it went live before its time"
print("scheduled", item.relative_url(item.get_site()), item.go_live_at.isoformat())
"""
PUBLISH_PICTURE = """
from io import BytesIO
from django.core.files.base import ContentFile
from PIL import Image
from django.contrib.auth import get_user_model
from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.reviewing import review
drawn = BytesIO()
Image.new("RGB", (40, 30), "red").save(drawn, "PNG")
with bureaus.activate("czj"):
    image = models.DisclosureImage(
        title="平面图", file=ContentFile(drawn.getvalue(), name="plan.png")
    )
    image.save()
    parent = models.BureauHomePage.objects.get()
    section = models.Section.objects.create(name="综合股", phone="6121935")
    for made in (
        models.DisclosureBoardPage(title="政务公开栏", live=False),
        models.DisclosureColumnPage(title="预算", description="预算", live=False),
    ):
        parent = parent.add_child(instance=made)
        parent.save_revision().publish()
    create = get_user_model().objects.create_superuser
    author, *signers = (create(name) for name in ("a", "b", "c"))
    item = parent.add_child(instance=models.DisclosureItemPage(
        title="平面图", abstract="办公楼平面图。", formed_on="2026-11-02", category="20.8",
        responsible_section=section, body=[("image", image)], live=False,
    ))
    item.save_revision(user=author)
    review(item, author=author, people=signers, looked_through_by=signers[0])
    item.refresh_from_db()
    print("page", item.relative_url(item.get_site()))
"""
INTRODUCE = """
from disclosure_plugin.models import BureauHomePage
home = BureauHomePage.objects.get()
home.introduction = "改过的简介"
home.save(update_fields=["introduction"])
"""
WHEN_PUBLISHED = """
from disclosure_plugin.models import DisclosureItemPage
print("published", DisclosureItemPage.objects.get().first_published_at.isoformat())
"""


def cookies(headers) -> SimpleCookie:
    jar: SimpleCookie = SimpleCookie()
    for line in headers.get_all("Set-Cookie", []):
        jar.load(line)
    return jar


def login_form(county: ServedCounty, bureau: str) -> tuple[str, dict[str, str]]:
    """The form's token and the headers a browser sends with it."""
    answer = county.front.get(county.host(bureau), "/admin/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', answer.body)
    assert token
    held = cookies(answer.headers)[f"__Host-csrftoken_{bureau}"].value
    return token[1].decode(), {
        "Cookie": f"__Host-csrftoken_{bureau}={held}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"https://{county.host(bureau)}",
    }


def lines_between(output: str, word: str) -> list[str]:
    """The words after `word` on its line of a command's output."""
    (line,) = [line for line in output.splitlines() if line.startswith(f"{word} ")]
    return line.split()[1:]


def test_a_name_that_is_not_ours_gets_no_certificate(served_county):
    with pytest.raises(ssl.SSLError):
        served_county.front.get("www.example.com")


def test_a_name_that_is_not_ours_under_our_certificate_is_closed_with_404(served_county):
    answer = served_county.front.send(
        "GET", "www.example.com", "/", server_name=served_county.host("jsj")
    )
    assert answer.status == 404
    assert answer.headers["Connection"] == "close"
    assert served_county.front.get_plain("www.example.com").status == 404


def test_a_name_below_our_domain_without_a_bureau_is_not_found(served_county):
    answer = served_county.front.get(f"nobody.{DOMAIN}")
    assert answer.status == 404
    assert answer.headers["Cache-Control"] == "no-store"
    for name in BUREAUS.values():
        assert name not in answer.body.decode()


def test_http_is_sent_to_https_whatever_the_visitor_claims(served_county):
    host = served_county.host("jsj")
    answer = served_county.front.get_plain(host, "/a/?b=c", **{"X-Forwarded-Proto": "https"})
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{host}/a/?b=c"
    over_tls = served_county.front.get(host, **{"X-Forwarded-Proto": "http"})
    assert over_tls.status == 200


def test_the_home_page_over_https(served_county):
    answer = served_county.front.get(served_county.host("jsj"), **{"Accept-Encoding": "gzip"})
    assert answer.status == 200
    assert BUREAUS["jsj"] in answer.body.decode()
    assert BUREAUS["czj"] not in answer.body.decode()
    expected = {
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Content-Security-Policy": header(PUBLIC),
        "Permissions-Policy": PERMISSIONS,
        "Server": "nginx",
    }
    assert {name: answer.headers.get_all(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }
    assert "Set-Cookie" not in answer.headers
    assert "Content-Encoding" not in answer.headers


def kept_by_nginx(county: ServedCounty, host: str, path: str = "/", **headers: str) -> bool:
    """Whether nginx answers without asking: the last word of the line that it then writes."""
    before = len(county.front.access_log.splitlines())
    county.front.get(host, path, **headers)
    deadline = time.monotonic() + 5
    while len(lines := county.front.access_log.splitlines()) == before:
        assert time.monotonic() < deadline, "nginx writes no line."
        time.sleep(0.01)
    assert lines[-1].startswith(f"{host} ")
    assert f'"GET {path} ' in lines[-1]
    return lines[-1].endswith(" HIT")


def keep_at_nginx(county: ServedCounty, host: str, path: str = "/") -> None:
    """Ask until nginx answers by itself: the page is rendered, then kept, then kept there too."""
    for _attempt in range(10):
        if kept_by_nginx(county, host, path):
            return
    raise AssertionError(f"nginx never keeps {path} of {host}.")


def test_nginx_answers_a_page_by_itself_for_a_second(served_county):
    host = served_county.host("jsj")
    keep_at_nginx(served_county, host)
    first, second = (served_county.front.get(host) for _number in range(2))
    assert BUREAUS["jsj"] in second.body.decode()
    assert first.body == second.body
    assert "X-Accel-Expires" not in second.headers
    assert second.headers["Cache-Control"] == "no-cache"
    unchanged = served_county.front.get(host, **{"If-None-Match": second.headers["ETag"]})
    assert (unchanged.status, unchanged.body) == (304, b"")
    time.sleep(2.1)
    assert not kept_by_nginx(served_county, host)


def test_nginx_keeps_each_bureaus_pages_apart(served_county):
    for bureau, name in BUREAUS.items():
        keep_at_nginx(served_county, served_county.host(bureau))
        assert name in served_county.front.get(served_county.host(bureau)).body.decode()


@pytest.mark.parametrize("header", ["Cookie", "Authorization"])
def test_nginx_keeps_nothing_for_who_says_who_they_are(served_county, header):
    host = served_county.host("jsj")
    keep_at_nginx(served_county, host)
    assert not kept_by_nginx(served_county, host, **{header: "theme=dark"})
    path = "/?view=large"
    for _attempt in range(5):
        assert not kept_by_nginx(served_county, host, path, **{header: "theme=dark"})


@pytest.mark.parametrize("path", ["/admin/login/", "/no/such/page/", "/?invented=1"])
def test_nginx_keeps_no_form_no_absence_and_no_invented_address(served_county, path):
    for _attempt in range(5):
        assert not kept_by_nginx(served_county, served_county.host("jsj"), path)


def test_a_page_that_changes_is_another_two_seconds_later(served_county):
    host = served_county.host("jsj")
    keep_at_nginx(served_county, host)
    before = served_county.front.get(host).body
    shell = ("manage", "tenant_command", "shell", "--schema=bureau_jsj", "-v0", "-c")
    served_county.run(*shell, INTRODUCE)
    for _attempt in range(20):  # so that it is kept all the time
        served_county.front.get(host)
        time.sleep(0.1)
    after = served_county.front.get(host).body
    assert after != before
    assert "改过的简介".encode() in after


def test_the_access_log_names_the_host(served_county):
    served_county.front.get(served_county.host("czj"), "/asked-for-the-log/")
    assert re.search(
        rf'^czj\.{DOMAIN} 127\.0\.0\.1 .*"GET /asked-for-the-log/ ',
        served_county.front.access_log,
        re.MULTILINE,
    )


def test_style_sheets_are_kept_for_a_year_by_their_hash(served_county):
    host = served_county.host("jsj")
    addresses = set(HASHED.findall(served_county.front.get(host).body.decode()))
    assert addresses
    for address in addresses:
        answer = served_county.front.get(host, address, **{"Accept-Encoding": "gzip"})
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/css"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        without_hash = re.sub(r"\.[0-9a-f]{12}(\.css)$", r"\1", address)
        answer = served_county.front.get(host, without_hash)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "public, max-age=3600"


@pytest.fixture(scope="module")
def published(served_county) -> str:
    """A picture that a live page of the finance bureau shows: its name in public storage."""
    said = served_county.run("manage", "shell", "--command", PUBLISH_PICTURE)
    (path,) = lines_between(said, "page")
    page = served_county.front.get(served_county.host("czj"), path)
    (name,) = re.findall(rb'src="/media/([^"]+)"', page.body)
    return name.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/media/{name}",  # the other bureau has it, this one does not
        "/_media/czj/{name}",
        "/media/../czj/{name}",
        "/media/%2e%2e/czj/{name}",
        "/media/..%2fczj/{name}",
        "/static/../public/czj/{name}",
        "/static../public/czj/{name}",
    ],
)
def test_an_upload_of_another_bureau_has_no_address(served_county, published, path):
    answer = served_county.front.get(served_county.host("jsj"), path.format(name=published))
    assert answer.status in (400, 404)
    assert PNG_BEGIN not in answer.body


def test_an_upload_is_served_sandboxed_by_the_front_server(served_county, published):
    answer = served_county.front.get(served_county.host("czj"), f"/media/{published}")
    assert answer.status == 200
    assert answer.body.startswith(PNG_BEGIN)
    assert "ETag" in answer.headers
    expected = {
        "Content-Type": "image/png",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=31536000, s-maxage=0, immutable",
        "Strict-Transport-Security": "max-age=31536000",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
    }
    assert {name: answer.headers.get_all(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }


def test_the_original_of_an_image_is_not_public(served_county, published):
    (original,) = (served_county.places.data / "private/czj/originals").rglob("*.png")
    name = original.relative_to(served_county.places.data / "private/czj")
    host = served_county.host("czj")
    for path in (f"/uploads/{name}", f"/media/{name}", f"/_media/../private/czj/{name}"):
        assert served_county.front.get(host, path).status in (400, 404)


def test_the_login_page_sets_a_cookie_for_this_host_alone(served_county):
    answer = served_county.front.get(served_county.host("jsj"), "/admin/login/")
    assert answer.status == 200
    jar = cookies(answer.headers)
    assert set(jar) == {"__Host-csrftoken_jsj"}
    cookie = jar["__Host-csrftoken_jsj"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
    assert (cookie["samesite"], cookie["domain"]) == ("Lax", "")


def test_a_login_from_the_page_of_another_bureau_is_refused(served_county):
    token, headers = login_form(served_county, "jsj")
    headers["Origin"] = f"https://{served_county.host('czj')}"
    answer = served_county.front.send(
        "POST",
        served_county.host("jsj"),
        "/admin/login/",
        body=urlencode({"csrfmiddlewaretoken": token}),
        headers=headers,
    )
    assert answer.status == 403
    assert "__Host-sessionid_jsj" not in cookies(answer.headers)


def test_the_first_account_signs_in_to_its_bureau_only(served_county):
    served_county.run(
        *("manage", "tenant_command", "createsuperuser", "--schema=bureau_jsj", "--noinput"),
        *("--username", "guanli", "--email", "guanli@example.org"),
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    outcome = {}
    for bureau in BUREAUS:
        token, headers = login_form(served_county, bureau)
        form = {"csrfmiddlewaretoken": token, "username": "guanli", "password": PASSWORD}
        answer = served_county.front.send(
            "POST",
            served_county.host(bureau),
            "/admin/login/",
            body=urlencode(form),
            headers=headers,
        )
        session = cookies(answer.headers).get(f"__Host-sessionid_{bureau}")
        outcome[bureau] = (answer.status, session)
    status, session = outcome["jsj"]
    assert (status, session["secure"], session["httponly"]) == (302, True, True)
    assert outcome["czj"] == (200, None)
    home = served_county.front.get(
        served_county.host("jsj"), "/admin/", Cookie=f"__Host-sessionid_jsj={session.value}"
    )
    assert home.status == 200


def test_worker_and_beat_publish_at_the_time(served_county):
    shell = ("manage", "tenant_command", "shell", "--schema=bureau_jsj", "-v0", "-c")
    path, due = lines_between(served_county.run(*shell, SCHEDULE), "scheduled")
    deadline = time.monotonic() + 30
    while (status := served_county.front.get(served_county.host("jsj"), path).status) != 200:
        assert status == 404
        assert time.monotonic() < deadline, served_county.log("worker-publishing")
        time.sleep(0.1)
    (published,) = lines_between(served_county.run(*shell, WHEN_PUBLISHED), "published")
    late = datetime.fromisoformat(published) - datetime.fromisoformat(due)
    assert 0 <= late.total_seconds() < 5
    assert served_county.front.get(served_county.host("czj"), path).status == 404
    assert re.search(
        r"bureau=jsj disclosure_plugin.tasks: due item \d+: done",
        served_county.log("worker-publishing"),
    ), served_county.log("worker-publishing")


def test_the_health_checks_of_compose_see_that_it_works(served_county):
    served_county.front.get(served_county.host("jsj"))  # a first request waits for Django's start
    served_county.run("ping-web")
    for queue in ("publishing", "archive"):
        assert "1 node online" in served_county.run("ping-worker", queue)


def test_nothing_is_logged_as_an_error(served_county):
    served_county.front.get(served_county.host("jsj"))
    for name in ("web", "worker-publishing", "worker-archive", "beat", "nginx"):
        log = served_county.log(name)
        assert not re.search(r"\b(ERROR|CRITICAL|Traceback)\b|\[(error|emerg)\]", log), log
