"""The command that gives an existing Wagtail site its bureau."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from disclosure_plugin.models import BureauHomePage
from tests.factories.pages import ItemFactory

NAME = "云岭县住房和城乡建设局"


@pytest.mark.parametrize(
    "address",
    ["localhost", "ftp://localhost/", "http://", "//localhost/", "http://x:99999/", "http://["],
)
def test_half_an_address_is_refused(jsj, address):
    before = list(Site.objects.values())
    with pytest.raises(CommandError, match="whole address"):
        call_command("set_up_disclosure", name=NAME, address=address)
    assert list(Site.objects.values()) == before


@pytest.mark.parametrize("name", ["", " ", "局" * 256])
def test_a_name_that_cannot_be_kept_is_refused(jsj, name):
    with pytest.raises(CommandError, match="255"):
        call_command("set_up_disclosure", name=name, address="http://localhost/")
    assert BureauHomePage.objects.get().title == NAME


def test_doing_it_again_moves_the_site_and_keeps_the_pages(jsj):
    item = ItemFactory(published=True)
    home = BureauHomePage.objects.get()
    call_command("set_up_disclosure", name=NAME, address="https://zjj.example.org/")
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page_id) == ("zjj.example.org", 443, home.pk)
    item.refresh_from_db()
    assert (item.live, item.full_url) == (True, f"https://zjj.example.org{item.url}")


def test_pages_of_the_site_before_it_stay(jsj):
    root = Page.objects.get(depth=1)
    BureauHomePage.objects.get().delete()
    before = root.add_child(instance=Page(title="Our old site", slug="old"))
    below = before.add_child(instance=Page(title="News", slug="news"))
    edited = root.add_child(instance=Page(title="Welcome", slug="home"))
    edited.save_revision()
    call_command("set_up_disclosure", name=NAME, address="http://localhost/")
    assert set(Page.objects.filter(pk__in=[before.pk, below.pk, edited.pk])) == {
        before,
        below,
        edited,
    }
    assert Site.objects.get().root_page.specific == BureauHomePage.objects.get()


def test_wagtails_own_welcome_page_goes(jsj):
    root = Page.objects.get(depth=1)
    BureauHomePage.objects.get().delete()
    root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    call_command("set_up_disclosure", name=NAME, address="http://localhost/")
    assert [page.specific for page in root.get_children()] == [BureauHomePage.objects.get()]
