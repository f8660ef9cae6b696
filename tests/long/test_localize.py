"""wagtail-localize beside the plugin: a translation is a page of its own, with its own review."""

from __future__ import annotations

import json
import os

import pytest

from .admin_browser import AdminBrowser, inline_row, rich_text, stream_block
from .test_matrix import approved_by_another, make_section, page_id, publish, wheel  # noqa: F401
from .wagtail_project import ADMINISTRATOR, BUREAU_NAME, PASSWORD, WagtailProject, own_database

pytestmark = pytest.mark.long

TITLE, TRANSLATED = "城市道路占用费收费标准", "Fees for occupying city roads"
SETTINGS = """
INSTALLED_APPS += ["wagtail_localize", "wagtail_localize.locales"]
MIDDLEWARE = [*MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
LANGUAGE_CODE = "en"
WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
"""
PAGES = '    path("", include(wagtail_urls)),\n'
ADDRESSES = """
from django.conf.urls.i18n import i18n_patterns

urlpatterns += i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False)
"""
TRANSLATE = """
import json
from django.contrib.auth import get_user_model
from disclosure_plugin.register.models import RegisterEntry
from wagtail.models import Locale, Page, WorkflowPage
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

user = get_user_model().objects.get(username={user!r})
page = Page.objects.get(pk={pk}).specific
locale, _made = Locale.objects.get_or_create(language_code="zh-hans")
translate_object(page, [locale], user=user)
source = TranslationSource.objects.get_for_instance(page)
translation = Translation.objects.get(source=source, target_locale=locale)
for segment in source.stringsegment_set.filter(context__path="title"):
    StringTranslation.objects.create(
        translation_of=segment.string, locale=locale, context=segment.context, data={title!r}
    )
translation.save_target(user=user, publish=False)
made = page.get_translation(locale)
try:
    translation.save_target(user=user, publish=True)
    refused = ""
except Exception as error:
    refused = type(error).__name__
# The translated home page stands beside the first: the review has to be given to it, too.
review = WorkflowPage.objects.get().workflow
WorkflowPage.objects.create(workflow=review, page=made.get_ancestors().get(depth=2))
translation.enabled = False  # from here on it is edited as any page
translation.save()
made.refresh_from_db()
print("said", json.dumps([
    made.pk, made.live, made.get_latest_revision_as_object().title, refused,
    RegisterEntry.objects.count(),
]))
"""
NUMBERS = """
import json
from disclosure_plugin.register.models import RegisterEntry
print("said", json.dumps(list(RegisterEntry.objects.order_by("pk").values_list("page", "state"))))
"""


@pytest.fixture(scope="module")
def project(wheel, tmp_path_factory):  # noqa: F811
    with own_database(os.environ["DATABASE_URL"]) as database_url:
        project = WagtailProject(
            tmp_path_factory.mktemp("project"),
            database_url=database_url,
            broker_url=os.environ["REDIS_URL"],
        )
        project.install(wheel, "wagtail>=8,<9", "wagtail-localize>=1.14,<2")
        project.start_project()
        local = project.root / "mysite/settings/local.py"
        local.write_text(local.read_text() + SETTINGS)
        addresses = project.root / "mysite/urls.py"
        text = addresses.read_text()
        assert PAGES in text
        addresses.write_text(text.replace(PAGES, "") + ADDRESSES)
        project.set_up()
        with project.serving():
            yield project


def said(project: WagtailProject, code: str) -> list:
    return json.loads(project.manage("shell", "-c", code).split("said ")[-1])


def test_a_translation_is_a_page_with_a_review_and_a_number_of_its_own(project):
    browser = AdminBrowser(project.address)
    browser.send_form("admin/login/", {"username": ADMINISTRATOR, "password": PASSWORD})
    section = make_section(browser)
    home = page_id(browser, parent=None, title=BUREAU_NAME)
    board = publish(
        browser, parent=home, model="disclosureboardpage", fields={"title": "政务公开栏"}
    )
    column = publish(
        browser,
        parent=board.pk,
        model="disclosurecolumnpage",
        fields={"title": "收费", "description": "收费项目、标准、依据"},
    )
    browser.send_form(
        f"admin/pages/add/disclosure_plugin/disclosureitempage/{column.pk}/",
        {
            "title": TITLE,
            "abstract": "占用城市道路的收费标准和依据。",
            "formed_on": "2026-11-02",
            "category": "20.8",
            "validity": "valid",
            "audience": "public",
            "responsible_section": section,
            **stream_block("body", "text", rich_text("占用城市道路的，按面积和天数交费。")),
            **inline_row("legal_bases", {"title": "城市道路管理条例", "article": "第三十七条"}),
            "action-submit": "action-submit",
        },
    )
    pk = page_id(browser, parent=column.pk, title=TITLE)
    original = approved_by_another(project, pk)

    translate = TRANSLATE.format(user=ADMINISTRATOR, pk=pk, title=TRANSLATED)
    translation, live, title, refused, entries = said(project, translate)
    assert (title, live, refused, entries) == (TRANSLATED, False, "ActRefused", 1)

    handed_in = browser.send_form(
        f"admin/pages/{translation}/edit/",
        {
            **stream_block("body", "text", rich_text("Roads are paid for by area and day.")),
            "action-submit": "action-submit",
        },
    )
    assert "has been submitted" in handed_in.text, handed_in.words
    address = approved_by_another(project, translation)
    assert address.startswith(f"{project.address}zh-hans/")
    shown = AdminBrowser(project.address).get(address)
    assert shown.status == 200
    assert TRANSLATED in shown.document.findtext(".//h1")
    assert TITLE in AdminBrowser(project.address).get(original).document.findtext(".//h1")
    assert said(project, NUMBERS) == [[pk, "public"], [translation, "public"]]
