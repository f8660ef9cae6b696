"""A draft kept as a template begins others, with what it says and nothing that was its own."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import Site

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.actions.templating import begin_with, keep_as_template, templates_below
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import (
    BureauHomePage,
    Commitment,
    DisclosureItemPage,
    ItemAttachment,
    LegalBasis,
    PageTemplate,
)
from disclosure_plugin.queries.sign_offs import authors
from disclosure_plugin.tenancy.blueprints import Blueprint
from disclosure_plugin.tenancy.blueprints.applying import apply
from tests.factories.pages import (
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    ItemFactory,
    NoticeFactory,
    SectionFactory,
    SummaryFactory,
)
from tests.factories.uploads import DocumentFactory
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture
def editor(jsj):
    return UserFactory(role=EDITORS)


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def model_item(column, **kwargs):
    return ItemFactory(
        parent=column,
        title="收费标准（范本）",
        legal_bases=[LegalBasis(title="《价格法》", article="第三条")],
        attachments=[ItemAttachment(document=DocumentFactory(), label="清单")],
        original_published_on=date(2020, 1, 1),
        original_source="旧网站",
        **kwargs,
    )


def test_a_draft_begins_with_the_newest_version_and_nothing_of_its_own(editor, column):
    item = model_item(column)
    item.abstract = "改过的概述"
    item.save_revision()
    template = keep_as_template(item, name=" 收费  标准 ", user=editor)
    assert (template.name, template.page_type) == (
        "收费 标准",
        "disclosure_plugin.DisclosureItemPage",
    )
    page = begin_with(template, column, user=editor)
    assert (page.title, page.abstract) == ("收费标准（范本）", "改过的概述")
    assert (page.live, page.owner, page.get_parent().pk) == (False, editor, column.pk)
    assert page.slug != item.slug
    assert (page.formed_on, page.original_published_on, page.original_source) == (None, None, "")
    assert page.responsible_section_id == item.responsible_section_id
    latest = DisclosureItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [(one.title, one.article) for one in latest.legal_bases.all()] == [
        ("《价格法》", "第三条")
    ]
    assert [one.label for one in latest.attachments.all()] == ["清单"]
    assert latest.body[0].value.source == item.body[0].value.source
    assert item.legal_bases.count() == 1
    assert authors(page.latest_revision) == {editor.pk}


@pytest.mark.parametrize("factory", [CommitmentListFactory, SummaryFactory])
def test_other_kinds_begin_below_the_home_page(editor, factory):
    page = factory()
    home = BureauHomePage.objects.get()
    template = keep_as_template(page, name="范本", user=editor)
    begun = begin_with(template, home, user=editor)
    assert type(begun) is type(page)
    assert getattr(begun, "year", None) in (None, timezone.localdate().year)
    assert Commitment.objects.filter(page=begun.pk).count() == (
        1 if factory is CommitmentListFactory else 0
    )


def test_a_notice_can_be_a_template_too(editor, column):
    template = keep_as_template(NoticeFactory(parent=column), name="保障对象", user=editor)
    begun = begin_with(template, column, user=editor)
    assert (begun.matter, begun.days, begun.formed_on) == ("other", 7, None)


def test_the_same_name_replaces_and_an_empty_one_is_refused(editor, column):
    item = model_item(column)
    keep_as_template(item, name="范本", user=editor)
    item.abstract = "新的"
    item.save_revision()
    keep_as_template(item, name="范本", user=editor)
    assert PageTemplate.objects.get().content["abstract"] == "新的"
    with pytest.raises(ActRefused):
        keep_as_template(item, name="  ", user=editor)
    assert PageTemplate.objects.count() == 1


def test_what_is_gone_meanwhile_is_left_out(editor, column):
    section = SectionFactory(name="撤销的股")
    item = model_item(column, responsible_section=section)
    document = item.attachments.get().document
    template = keep_as_template(item, name="范本", user=editor)
    item.delete()
    document.delete()
    section.delete()
    page = begin_with(template, column, user=editor)
    assert page.responsible_section is None
    assert (page.attachments.count(), page.legal_bases.count()) == (0, 1)


def test_templates_are_offered_where_their_type_may_stand(editor, column):
    keep_as_template(model_item(column), name="范本", user=editor)
    assert [one.name for one in templates_below(column, editor)] == ["范本"]
    assert templates_below(column.get_parent().specific, editor) == []
    assert templates_below(column, UserFactory(role=REVIEWERS)) == []


def test_a_draft_is_begun_nowhere_else_and_by_nobody_else(editor, column):
    template = keep_as_template(model_item(column), name="范本", user=editor)
    with pytest.raises(PermissionDenied):
        begin_with(template, column.get_parent().specific, user=editor)
    with pytest.raises(PermissionDenied):
        begin_with(template, column, user=UserFactory(role=REVIEWERS))
    assert DisclosureItemPage.objects.count() == 1


def test_what_a_blueprint_brings_begins_a_draft(editor, column):
    said = {
        "title": "收费标准",
        "abstract": "收费依据。",
        "category": "20.8",
        "text": "一<b>\n\n二",
    }
    blueprint = Blueprint(name="own", title="本县", templates=(said,))
    apply(blueprint, BureauHomePage.objects.get(), Site.objects.get())
    [template] = templates_below(column, editor)
    page = begin_with(template, column, user=editor)
    assert (page.title, page.abstract, page.category) == ("收费标准", "收费依据。", "20.8")
    assert page.body[0].value.source == "<p>一&lt;b&gt;</p><p>二</p>"


def test_from_the_page_to_a_template_to_a_draft(editor, column):
    item = model_item(column)
    client = sign_in(editor, "jsj.localhost")
    keep = f"/admin/disclosure/templates/{item.pk}/keep/"
    assert keep in client.get(f"/admin/pages/{item.pk}/edit/").content.decode()
    assert client.get(keep).status_code == 200
    client.post(keep, {"name": "收费范本"})
    offered = f"/admin/disclosure/templates/{column.pk}/"
    assert offered in client.get(f"/admin/pages/{column.pk}/add_subpage/").content.decode()
    page = client.get(offered).content.decode()
    assert "收费范本" in page
    with bureaus.activate("jsj"):
        template = PageTemplate.objects.get()
    begin = f"{offered}{template.pk}/begin/"
    assert client.get(begin).status_code == 405
    answer = client.post(begin)
    assert client.get(answer["Location"]).status_code == 200
    client.post(f"{offered}{template.pk}/forget/")
    with bureaus.activate("jsj"):
        assert DisclosureItemPage.objects.count() == 2
        assert not PageTemplate.objects.exists()


def test_another_bureaus_template_cannot_be_reached(editor, column):
    template = keep_as_template(model_item(column), name="住建局的范本", user=editor)
    with bureaus.activate("czj"):
        there = ColumnFactory(parent=BoardFactory())
        client = sign_in(UserFactory(role=EDITORS), "czj.localhost")
    address = f"/admin/disclosure/templates/{there.pk}/"
    assert "住建局的范本" not in client.get(address).content.decode()
    assert client.post(f"{address}{template.pk}/begin/").status_code == 404
    with bureaus.activate("czj"):
        assert not DisclosureItemPage.objects.exists()
