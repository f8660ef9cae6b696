"""What a bureau may make its own: colours, emblem, and an alert above every page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from wagtail.models import Site

from disclosure_plugin import models
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.uploads import ImageFactory, picture


def get(address: str, *, code: str = "jsj", status: int = 200):
    response = Client().get(address, headers={"host": f"{code}.localhost"})
    assert response.status_code == status, address
    return response


def look_at(address: str, **kwargs) -> BeautifulSoup:
    return BeautifulSoup(get(address, **kwargs).content, "lxml")


def settings_of_site(**values: object) -> models.BureauSettings:
    settings = models.BureauSettings.for_site(Site.objects.get())
    for name, value in values.items():
        setattr(settings, name, value)
    settings.full_clean()
    settings.save()
    return settings


def stylesheets(soup: BeautifulSoup) -> list[str]:
    return [link["href"] for link in soup.select("link[rel=stylesheet]")]


@pytest.fixture
def item(jsj):
    column = ColumnFactory(parent=BoardFactory())
    return ItemFactory(parent=column, published=True, title="停水公告")


# --- Colours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ("red", "请写 # 和六位"),
        ("#b0201", "请写 # 和六位"),
        ("#ff9a8f", "对比度只有"),
    ],
)
@pytest.mark.parametrize("field", ["name_colour", "link_colour"])
def test_what_cannot_be_read_is_refused(jsj, field, colour, said):
    settings = models.BureauSettings.for_site(Site.objects.get())
    setattr(settings, field, colour)
    with pytest.raises(ValidationError) as refused:
        settings.full_clean()
    assert any(said in one for one in refused.value.message_dict[field])
    settings.refresh_from_db()
    assert getattr(settings, field) == ""


def test_own_colours_are_a_stylesheet_after_ours(item):
    [ours] = stylesheets(look_at("/"))
    settings_of_site(name_colour="#1F5A3D")
    for address in ("/", item.url, "/register/", "/no-such-page/"):
        status = 404 if "no-such" in address else 200
        first, own = stylesheets(look_at(address, status=status))
        assert first == ours
    answer = get(own)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content.decode() == ":root {\n  --red: #1f5a3d;\n  --red-rule: #1f5a3d;\n}\n"

    settings_of_site(link_colour="#003d7a")
    [_ours, other] = stylesheets(look_at("/"))
    assert other != own
    assert "--blue: #003d7a;" in get(other).content.decode()
    get(own, status=404)


def test_they_are_not_the_colours_of_another_bureau(item):
    settings_of_site(name_colour="#1f5a3d")
    [_ours, own] = stylesheets(look_at("/"))
    connection.set_schema_to_public()
    assert len(stylesheets(look_at("/", code="czj"))) == 1
    get(own, code="czj", status=404)


def test_what_came_past_the_form_is_no_css(item):
    settings = settings_of_site()
    type(settings).objects.update(name_colour="} *{} ")
    assert len(stylesheets(look_at("/"))) == 1


def test_how_light_a_colour_is_stands_in_the_refusal(jsj):
    settings = models.BureauSettings.for_site(Site.objects.get())
    settings.name_colour = "#ff9a8f"
    with pytest.raises(ValidationError) as refused:
        settings.full_clean()
    [said] = refused.value.message_dict["name_colour"]
    assert said.startswith("颜色太浅，看不清：对比度只有 2.0:1，至少要 4.5:1")


# --- Alert -----------------------------------------------------------------------------------


def alert(address: str, **kwargs) -> list[str]:
    return [one.get_text(" ", strip=True) for one in look_at(address, **kwargs).select(".alert")]


def test_an_alert_stands_above_every_page_but_its_own(item):
    settings_of_site(alert_page=item)
    for address in ("/", item.get_parent().url, "/register/", "/search/"):
        assert alert(address) == ["重要 停水公告"]
    assert look_at("/").select_one(".alert a")["href"] == item.url
    assert alert(item.url) == []
    connection.set_schema_to_public()
    assert alert("/", code="czj") == []


def test_an_alert_goes_with_its_page(item):
    settings_of_site(alert_page=item)
    assert alert("/") == ["重要 停水公告"]
    item.unpublish()
    assert alert("/") == []


def test_only_what_is_public_can_be_an_alert(item):
    draft = ItemFactory(parent=item.get_parent().specific, title="草稿")
    with pytest.raises(ValidationError) as refused:
        settings_of_site(alert_page=draft)
    assert refused.value.message_dict == {"alert_page": ["请选择现在已经公开的页面。"]}
    assert models.BureauSettings.for_site(Site.objects.get()).alert_page is None


# --- Emblem ----------------------------------------------------------------------------------


@pytest.fixture
def home_with_emblem(jsj):
    home = models.BureauHomePage.objects.get()
    home.emblem = ImageFactory(title="局徽", data=picture(size=(600, 300)), name="emblem.png")
    home.save_revision()


def publish_home() -> None:
    models.BureauHomePage.objects.get().get_latest_revision().publish()


def emblems(address: str, **kwargs) -> list[str]:
    return [one["src"] for one in look_at(address, **kwargs).select(".letterhead img")]


def test_an_emblem_is_public_with_the_home_page_and_on_every_page(home_with_emblem, item):
    settings_of_site(seal_text="云岭住建")
    assert emblems("/") == [], "It is a draft."
    assert look_at("/").select_one(".seal")
    publish_home()
    [address] = emblems("/")
    assert address.startswith("/media/")
    for other in (item.url, "/register/", "/search/"):
        assert emblems(other) == [address]
        assert not look_at(other).select_one(".seal")
    answer = get(address)
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    [shown] = look_at("/").select(".letterhead img")
    assert (shown["width"], shown["height"], shown["alt"]) == ("256", "128", "")


def test_a_preview_of_the_home_page_shows_the_emblem_of_the_draft(home_with_emblem):
    draft = models.BureauHomePage.objects.get().get_latest_revision_as_object()
    shown = draft.make_preview_request(preview_mode=draft.default_preview_mode)
    shown.render()
    [picture] = BeautifulSoup(shown.content, "lxml").select(".letterhead img")
    assert picture["src"].startswith("/uploads/"), "What is not published is the editors' alone."


def test_the_emblem_of_a_bureau_is_not_another_ones(home_with_emblem):
    publish_home()
    [address] = emblems("/")
    connection.set_schema_to_public()
    assert emblems("/", code="czj") == []
    get(address, code="czj", status=404)


def test_an_emblem_that_is_taken_out_is_public_no_more(home_with_emblem):
    publish_home()
    [address] = emblems("/")
    home = models.BureauHomePage.objects.get()
    home.emblem = None
    home.save_revision().publish()
    assert emblems("/") == []
    get(address, status=404)
