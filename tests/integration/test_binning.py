"""What somebody deletes can be restored whole for thirty days, here and nowhere else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import (
    Comment,
    GroupPagePermission,
    Page,
    PageLogEntry,
    PageViewRestriction,
    ReferenceIndex,
    Revision,
)

from disclosure_plugin import bureaus, models, tasks
from disclosure_plugin.actions import binning
from disclosure_plugin.actions.binning import purge, restore
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import (
    CaseImport,
    DeletedPage,
    DisclosureItemPage,
    ItemAttachment,
    ItemImport,
    LegalBasis,
)
from disclosure_plugin.queries.sign_offs import authors
from disclosure_plugin.register.due import Due
from tests.factories.pages import (
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    ItemFactory,
    SectionFactory,
    SummaryFactory,
)
from tests.factories.uploads import DocumentFactory, ImageFactory
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)
BIN = "/admin/disclosure/bin/"


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def editor(column):
    return UserFactory(role=EDITORS)


def full_item(column, editor, **kwargs) -> DisclosureItemPage:
    """An item with everything that can belong to one, in two versions."""
    image = ImageFactory()
    image.contextual_alt_text = "窗口"
    item = ItemFactory(
        parent=column,
        owner=editor,
        body=[("text", "<p>旧的正文</p>"), ("image", image)],
        legal_bases=[LegalBasis(title="《价格法》", article="第三条")],
        attachments=[ItemAttachment(document=DocumentFactory(), label="清单")],
        **kwargs,
    )
    item.title = "改过的标题"
    item.save_revision(user=editor)
    Comment.objects.create(page=item, user=editor, text="请核对", contentpath="abstract")
    return DisclosureItemPage.objects.get(pk=item.pk)


def everything_of(page: Page) -> dict[str, object]:
    """Return what a page is, beside its place and what follows from its state."""
    specific = Page.objects.get(pk=page.pk).specific
    changing = ("path", "url_path", "depth", "live", "has_unpublished_changes", "live_revision")
    fields = {
        field.attname: field.value_from_object(specific)
        for field in specific._meta.concrete_fields
        if field.name not in changing
    }
    fields["body"] = specific.body.raw_data[:] if hasattr(specific, "body") else None
    return {
        "fields": {name: str(value) for name, value in fields.items()},
        "revisions": list(
            Revision.objects.filter(object_id=str(page.pk)).order_by("pk").values_list(
                "pk", "created_at", "user", "content"
            )
        ),
        "bases": list(LegalBasis.objects.filter(page=page.pk).values()),
        "files": list(ItemAttachment.objects.filter(page=page.pk).values()),
        "comments": list(Comment.objects.filter(page=page.pk).values()),
    }  # fmt: skip


def delete(page: Page, user) -> None:
    action = DeletePageAction(Page.objects.get(pk=page.pk), user=user)
    action.execute(skip_permission_checks=True)


def deleted(page: Page, user) -> DeletedPage:
    delete(page, user)
    return DeletedPage.objects.get(page=page.pk)


def sound_tree() -> bool:
    return Page.find_problems() == ([], [], [], [], [])


# --- Deleting and restoring ----------------------------------------------------------------------


def test_a_deleted_item_is_gone_and_comes_back_as_it_was(editor, column):
    item = full_item(column, editor)
    before = everything_of(item)
    entry = deleted(item, editor)
    assert (entry.title, entry.pages, entry.parent) == ("改过的标题", 1, column.pk)
    assert (entry.deleted_by, entry.deleted_by_name) == (editor, editor.get_full_name())
    assert not Page.objects.filter(pk=item.pk).exists()
    for model in (Revision, LegalBasis, ItemAttachment, Comment):
        assert not model.objects.filter(
            **({"object_id": str(item.pk)} if model is Revision else {"page": item.pk})
        ).exists()
    restored = restore(entry, user=editor)
    assert restored.left_out == []
    assert everything_of(restored.page) == before
    assert restored.page.get_parent().pk == column.pk
    assert not restored.page.live
    assert not DeletedPage.objects.exists()
    assert sound_tree()


def test_history_and_authorship_are_what_they_were(editor, column):
    item = full_item(column, editor)
    actions = list(PageLogEntry.objects.filter(page=item.pk).values_list("action", flat=True))
    other = UserFactory(role=EDITORS)
    page = restore(deleted(item, editor), user=other).page
    assert page.owner == editor
    assert editor.pk in authors(page.latest_revision)
    told = set(PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True))
    assert told == {*actions, "wagtail.delete", binning.RESTORED}


def test_what_was_restored_can_be_edited_handed_in_and_deleted_again(editor, column):
    page = restore(deleted(full_item(column, editor), editor), user=editor).page
    page.title = "再改"
    revision = page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    assert page.current_workflow_state.current_task_state.revision_id == revision.pk
    page.current_workflow_state.cancel(user=editor)
    assert deleted(page, editor).title == "再改"


def test_who_may_see_a_page_is_restored_with_it(editor, column):
    item = ItemFactory(parent=column)
    restriction = PageViewRestriction.objects.create(page=item, restriction_type="groups")
    group = editor.groups.first()
    restriction.groups.add(group)
    page = restore(deleted(item, editor), user=editor).page
    [kept] = page.view_restrictions.all()
    assert (kept.restriction_type, list(kept.groups.all())) == ("groups", [group])


@pytest.mark.parametrize("factory", [SummaryFactory, CommitmentListFactory])
def test_other_kinds_of_pages_come_back_with_their_rows(editor, factory):
    page = factory(owner=editor)
    before = everything_of(page)
    rows = models.Commitment.objects.filter(page=page.pk).count()
    restored = restore(deleted(page, editor), user=editor)
    assert everything_of(restored.page) == before
    assert models.Commitment.objects.filter(page=page.pk).count() == rows


def test_a_column_takes_its_drafts_along_and_brings_them_back(column):
    administrator = UserFactory(role=ADMINISTRATORS)
    items = [ItemFactory(parent=column) for _number in range(3)]
    tree = [(page.pk, page.path, page.url_path) for page in column.get_descendants(inclusive=True)]
    entry = deleted(column, administrator)
    assert entry.pages == 4
    assert not Page.objects.filter(pk__in=[item.pk for item in items]).exists()
    page = restore(entry, user=administrator).page
    assert [
        (one.pk, one.path, one.url_path) for one in page.get_descendants(inclusive=True)
    ] == tree
    assert not page.live
    assert sound_tree()


def test_a_page_of_the_host_that_was_scheduled_comes_back_as_a_draft(column):
    page = ColumnFactory(
        parent=column.get_parent(), go_live_at=timezone.now() + timedelta(hours=1)
    )
    assert Due.objects.open().exists()
    DeletePageAction(page, user=UserFactory(role=ADMINISTRATORS)).execute()
    restore(DeletedPage.objects.get(), user=UserFactory(role=ADMINISTRATORS))
    assert Page.objects.get(pk=page.pk).scheduled_revision is None
    assert not Due.objects.open().exists()


def test_rights_that_went_with_a_page_do_not_come_back(column):
    administrator = UserFactory(role=ADMINISTRATORS)
    grant = GroupPagePermission.objects.first()
    GroupPagePermission.objects.create(page=column, group=grant.group, permission=grant.permission)
    page = restore(deleted(column, administrator), user=administrator).page
    assert not GroupPagePermission.objects.filter(page=page.pk).exists()


def test_what_is_restored_is_found_and_counted_again(editor, column):
    document = DocumentFactory()
    item = ItemFactory(parent=column, attachments=[ItemAttachment(document=document)])
    assert ReferenceIndex.get_references_to(document).count() == 1
    entry = deleted(item, editor)
    assert ReferenceIndex.get_references_to(document).count() == 0
    restore(entry, user=editor)
    assert ReferenceIndex.get_references_to(document).count() == 1


# --- What has changed meanwhile ------------------------------------------------------------------


def test_what_is_gone_is_named_and_the_rest_comes_back(editor, column):
    section = SectionFactory(name="撤销的股")
    document = DocumentFactory()
    item = ItemFactory(
        parent=column,
        owner=editor,
        responsible_section=section,
        legal_bases=[LegalBasis(title="《价格法》")],
        attachments=[ItemAttachment(document=document)],
    )
    entry = deleted(item, editor)
    section.delete()
    document.delete()
    restored = restore(entry, user=editor)
    assert (restored.page.responsible_section, restored.page.attachments.count()) == (None, 0)
    assert restored.page.legal_bases.count() == 1
    assert len(restored.left_out) == 2
    connection.check_constraints()


def test_a_parent_that_is_gone_is_replaced_by_a_chosen_one(column):
    administrator = UserFactory(role=ADMINISTRATORS)
    other = ColumnFactory(parent=column.get_parent(), title="别的栏目")
    item = ItemFactory(parent=column)
    entry = deleted(item, administrator)
    Page.objects.get(pk=column.pk).delete()
    with pytest.raises(ActRefused):
        restore(entry, user=administrator)
    assert DeletedPage.objects.filter(pk=entry.pk).exists()
    assert [page.pk for page in binning.places_for(entry, administrator)] == [other.pk]
    page = restore(entry, user=administrator, parent=other).page
    assert page.get_parent().pk == other.pk
    assert page.url_path == f"{other.url_path}{page.slug}/"
    assert sound_tree()


def test_a_place_of_the_wrong_kind_or_without_the_right_is_refused(editor, column):
    entry = deleted(ItemFactory(parent=column), editor)
    with pytest.raises(ActRefused):
        restore(entry, user=editor, parent=column.get_parent())
    with pytest.raises(ActRefused):
        restore(entry, user=UserFactory(role=REVIEWERS))
    assert DeletedPage.objects.filter(pk=entry.pk).exists()
    assert not Page.objects.filter(pk=entry.page).exists()


def test_an_entry_is_restored_once(editor, column):
    entry = deleted(ItemFactory(parent=column), editor)
    restore(entry, user=editor)
    with pytest.raises(ActRefused):
        restore(entry, user=editor)
    assert DisclosureItemPage.objects.count() == 1


# --- What stays out of the bin -------------------------------------------------------------------


def test_what_somebody_else_deletes_meanwhile_goes_to_the_bin_once(editor, column):
    item = ItemFactory(parent=column)
    first, second = (Page.objects.get(pk=item.pk) for _i in range(2))
    DeletePageAction(first, user=editor).execute()
    with pytest.raises(ActRefused) as refused:
        DeletePageAction(second, user=editor).execute(skip_permission_checks=True)
    assert item.title in str(refused.value)
    assert DeletedPage.objects.count() == 1
    assert Page.objects.get(pk=column.pk).numchild == 0


def test_what_is_or_was_public_is_not_deleted_at_all(editor, column):
    administrator = UserFactory(role=ADMINISTRATORS)
    item = ItemFactory(parent=column, published=True)
    with pytest.raises(ActRefused):
        delete(item, administrator)
    item.unpublish()
    for page in (item, column):
        with pytest.raises(ActRefused):
            delete(page, administrator)
    assert Page.objects.filter(pk=item.pk).exists()
    assert not DeletedPage.objects.exists()


def test_a_program_deletes_for_good(column):
    ItemFactory(parent=column).delete()
    assert not DeletedPage.objects.exists()


def test_too_much_at_once_is_refused_and_nothing_is_deleted(column, monkeypatch):
    monkeypatch.setattr(binning, "MOST_PAGES", 2)
    administrator = UserFactory(role=ADMINISTRATORS)
    for _number in range(2):
        ItemFactory(parent=column)
    with pytest.raises(ActRefused, match="3"):
        delete(column, administrator)
    assert DisclosureItemPage.objects.count() == 2


# --- Emptying ------------------------------------------------------------------------------------


def age(entry, days: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE disclosure_plugin_deletedpage SET deleted_at = now() - %s WHERE id = %s",
            [timedelta(days=days), entry.pk],
        )


def test_after_thirty_days_it_is_deleted_for_good_by_the_databases_clock(editor, column):
    old, young = (deleted(ItemFactory(parent=column), editor) for _number in range(2))
    age(old, 30.01)
    age(young, 29.99)
    tasks.purge_bin(bureau="czj")
    with bureaus.activate("jsj"):
        assert DeletedPage.objects.count() == 2
    tasks.purge_bin(bureau="jsj")
    with bureaus.activate("jsj"):
        assert list(DeletedPage.objects.all()) == [young]


def test_lists_that_nobody_started_go_with_it(editor):
    said = {"file_name": "名单.xlsx", "sha256": "0" * 64, "uploaded_by": editor}
    kept = ItemImport.objects.create(**said)
    refused = CaseImport.objects.create(**said, state=CaseImport.State.REFUSED)
    taken = CaseImport.objects.create(**said, state=CaseImport.State.TAKEN)
    assert purge() == 0
    assert ItemImport.objects.filter(pk=kept.pk).exists()
    assert CaseImport.objects.filter(pk=refused.pk).exists()
    for table in ("itemimport", "caseimport"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE disclosure_plugin_{table} SET uploaded_at = now() - interval '31 days'"
            )
    purge()
    assert not ItemImport.objects.exists()
    assert list(CaseImport.objects.all()) == [taken]


def test_every_bureau_is_asked(db, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.purge_bin, "apply_async", lambda kwargs, **o: sent.append(kwargs))
    tasks.purge_bins()
    assert sent == [{"bureau": code} for code in ("county", "czj", "jsj")]


# --- Screens -------------------------------------------------------------------------------------


def browser_of(user) -> Client:
    return sign_in(user, "jsj.localhost")


def test_from_the_delete_screen_to_the_bin_and_back(editor, column):
    item = ItemFactory(parent=column, title="误删的事项")
    client = browser_of(editor)
    answer = client.post(f"/admin/pages/{item.pk}/delete/", follow=True)
    assert BIN in answer.content.decode()
    with bureaus.activate("jsj"):
        entry = DeletedPage.objects.get()
    page = client.get(BIN).content.decode()
    assert "误删的事项" in page
    assert f"{BIN}{entry.pk}/restore/" in page
    assert client.get(f"{BIN}{entry.pk}/restore/").status_code == 200
    answer = client.post(f"{BIN}{entry.pk}/restore/", {"parent": column.pk})
    assert answer["Location"] == f"/admin/pages/{item.pk}/edit/"
    assert client.get(answer["Location"]).status_code == 200
    with bureaus.activate("jsj"):
        assert DisclosureItemPage.objects.get().title == "误删的事项"


def test_deleting_several_at_once_leads_to_the_bin_too(editor, column):
    items = [ItemFactory(parent=column) for _number in range(2)]
    query = "&".join(f"id={item.pk}" for item in items)
    client = browser_of(editor)
    client.post(f"/admin/bulk/wagtailcore/page/delete/?{query}")
    with bureaus.activate("jsj"):
        assert set(DeletedPage.objects.values_list("page", flat=True)) == {
            item.pk for item in items
        }


def test_words_find_what_has_to_be_erased_and_it_is_gone_for_good(editor, column):
    ItemFactory(parent=column, title="名单一", body=[("text", "<p>张三 13812345678</p>")])
    other = ItemFactory(parent=column, title="别的")
    for page in DisclosureItemPage.objects.all():
        deleted(page, editor)
    client = browser_of(editor)
    page = client.get(BIN, {"q": "13812345678"}).content.decode()
    assert "名单一" in page
    assert "别的" not in page
    nothing = client.get(BIN, {"q": "13812345678\0"})
    assert (nothing.status_code, "名单一" in nothing.content.decode()) == (200, False)
    with bureaus.activate("jsj"):
        entry = DeletedPage.objects.exclude(page=other.pk).get()
    assert client.get(f"{BIN}{entry.pk}/purge/").status_code == 405
    client.post(f"{BIN}{entry.pk}/purge/")
    with bureaus.activate("jsj"):
        assert list(DeletedPage.objects.values_list("page", flat=True)) == [other.pk]


def test_who_may_not_purge_does_not(editor, column):
    entry = deleted(ItemFactory(parent=column), editor)
    client = browser_of(UserFactory(role=EDITORS))
    assert f"{BIN}{entry.pk}/purge/" not in client.get(BIN).content.decode()
    assert client.post(f"{BIN}{entry.pk}/purge/").status_code == 302
    with bureaus.activate("jsj"):
        assert DeletedPage.objects.filter(pk=entry.pk).exists()
        reviewer = UserFactory(role=REVIEWERS)
    assert browser_of(reviewer).get(BIN).status_code == 302


def test_another_bureaus_bin_cannot_be_reached(editor, column):
    entry = deleted(ItemFactory(parent=column, title="住建局删的"), editor)
    with bureaus.activate("czj"):
        client = sign_in(UserFactory(role=ADMINISTRATORS), "czj.localhost")
    assert "住建局删的" not in client.get(BIN).content.decode()
    assert client.get(f"{BIN}{entry.pk}/restore/").status_code == 404
    for act in ("restore", "purge"):
        assert client.post(f"{BIN}{entry.pk}/{act}/").status_code == 404
    with bureaus.activate("jsj"):
        assert DeletedPage.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("chosen", ["999999", "x", "-1", "²", "9" * 5000])
def test_a_place_that_is_none_is_no_error_of_the_server(editor, column, chosen):
    entry = deleted(ItemFactory(parent=column), editor)
    answer = browser_of(editor).post(f"{BIN}{entry.pk}/restore/", {"parent": chosen})
    assert answer.status_code == 200
    with bureaus.activate("jsj"):
        assert DeletedPage.objects.filter(pk=entry.pk).exists()
