"""A hostile page of one bureau in a real browser, against the other's admin."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from disclosure_plugin.conf import get_settings
from disclosure_plugin.sealing import NotApplicable, Target, Trial, probe
from disclosure_plugin.tenancy.doctor.served import HOSTILE, Served, serve

ATTACK = """async ({victim, edit, cookie}) => {
    const found = [];
    const domain = location.hostname.split(".").slice(1).join(".");
    for (const name of cookie) {
        document.cookie = `${name}=planted; path=/; domain=${domain}`;
    }
    for (const path of ["/admin/", edit, "/admin/api/main/pages/"]) {
        try {
            const answer = await fetch(victim + path, {credentials: "include"});
            found.push(`fetch ${path}: ${(await answer.text()).slice(0, 40)}`);
        } catch {}
    }
    const frame = document.createElement("iframe");
    const loaded = new Promise(done => { frame.onload = done; setTimeout(done, 3000); });
    frame.src = victim + edit;
    document.body.append(frame);
    await loaded;
    try {
        const text = frame.contentDocument.documentElement.textContent.trim();
        const address = frame.contentWindow.location.href;
        if (address !== "about:blank") found.push("frame: " + text.slice(0, 40));
    } catch {}
    const form = document.createElement("form");
    form.method = "post"; form.action = victim + edit; form.target = "sent";
    for (const [name, value] of [["title", "taken over"], ["csrfmiddlewaretoken", "planted"]]) {
        const field = document.createElement("input");
        field.name = name; field.value = value; form.append(field);
    }
    const inner = document.createElement("iframe");
    inner.name = "sent";
    document.body.append(inner);
    const sent = new Promise(done => { inner.onload = done; setTimeout(done, 3000); });
    document.body.append(form);
    form.submit();
    await sent;
    return found;
}"""


@probe(
    "hostile-page",
    "A page of one bureau, taken over, in the browser of the other's editor",
    guards=["forms are taken from the bureau's own pages only, with its own token"],
    slow=True,
)
def hostile_page(trial: Trial) -> Iterator[str]:
    """Both bureaus live below one domain, so a browser sends cookies along between them."""
    executable = _chromium()
    if importlib.util.find_spec("playwright") is None:
        raise NotApplicable("Playwright is not installed.")
    if get_settings().PUBLIC_PORT == 443 or settings.SECURE_SSL_REDIRECT:
        raise NotApplicable("These settings speak HTTPS only, which the probe cannot serve.")
    edit = reverse("wagtailadmin_pages:edit", args=[trial.a.keys["draft"]])
    before = _revision(trial)
    # In a thread of its own: where Playwright runs, Django refuses to ask the database.
    with serve(attacker=trial.b.host) as served, ThreadPoolExecutor(1) as browser:
        found = browser.submit(_browse, trial, executable, served, edit).result()
    yield from found
    if _revision(trial) != before:
        yield f"A page of {trial.b.code} changed a page of {trial.a.code}."


def _revision(trial: Trial) -> int | None:
    with trial.activate(trial.a):
        revision: int | None = Page.objects.get(pk=trial.a.keys["draft"]).latest_revision_id
    return revision


def _browse(trial: Trial, executable: str, served: Served, edit: str) -> list[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * 127.0.0.1"],
        )
        try:
            return list(_attack(trial, chromium.new_context(), served, edit))
        finally:
            chromium.close()


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise NotApplicable("There is no Chromium here.")
    return found


def _attack(trial: Trial, browser: Any, served: Served, edit: str) -> Iterator[str]:
    victim, attacker = trial.a, trial.b
    page = browser.new_page()
    _sign_in(page, served.address(victim.host), victim)
    trial.look()
    page.goto(served.address(attacker.host) + HOSTILE)
    names = [
        f"{settings.SESSION_COOKIE_NAME}_{victim.code}",
        f"{settings.CSRF_COOKIE_NAME}_{victim.code}",
    ]
    if not settings.CSRF_COOKIE_HTTPONLY:
        names = names[1:]  # the session stays, so that there is something to abuse
    found = page.evaluate(
        ATTACK, {"victim": served.address(victim.host), "edit": edit, "cookie": names[-1:]}
    )
    trial.look()
    yield from (f"A page of {attacker.code} read from {victim.code}: {one}" for one in found)
    for frame in page.frames:
        if frame.parent_frame and victim.secrets[0] in _text(frame):
            yield f"A page of {attacker.code} shows the admin of {victim.code} in a frame."
    opened = page.evaluate(
        "address => { const other = window.open(address); try { return other.document.title }"
        " catch { return null } }",
        served.address(victim.host) + edit,
    )
    if opened:
        yield f"A page of {attacker.code} reads a window of {victim.code}: {opened!r}."
    if any(victim.code in cookie and "planted" not in cookie for cookie in served.cookies):
        yield f"Cookies of {victim.code} are sent to {attacker.code}."
    if not any(path == edit for path in served.asked(victim.host, "POST")):
        raise RuntimeError("The hostile form was never sent.")
    for path, status in served.answers(victim.host, "POST").items():
        if path == edit and status != 403:
            yield f"{victim.code} took a form from {attacker.code}: {status}."


def _sign_in(page: Any, address: str, victim: Target) -> None:
    page.goto(f"{address}{settings.LOGIN_URL}")
    page.fill("input[name=username]", victim.username)
    page.fill("input[name=password]", victim.password)
    page.locator("form [type=submit]").first.click()
    page.wait_for_url(f"**{reverse('wagtailadmin_home')}")


def _text(frame: Any) -> str:
    return str(frame.content())
