"""A picture says in words what it shows, or that it is decoration, wherever it can be placed."""

import pytest
from django.apps import apps
from django.db import models
from wagtail.blocks import BaseBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import EDITORS
from tests.factories.forms import form_of
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.uploads import ImageFactory
from tests.factories.users import UserFactory, sign_in

OURS = [model for model in apps.get_models() if model.__module__.startswith("disclosure_plugin")]
SHOWS_FILES = {"image", "embed"}


def blocks_within(block: BaseBlock) -> list[BaseBlock]:
    """Return a block and all inside it; what is inside a picture's block is the picture's own."""
    found = [block]
    if isinstance(block, ImageBlock):
        return found
    if isinstance(block, (StreamBlock, StructBlock)):
        for child in block.child_blocks.values():
            found += blocks_within(child)
    if isinstance(block, ListBlock):
        found += blocks_within(block.child_block)
    return found


def test_our_pages_show_pictures_in_blocks_that_ask_for_words_only():
    pictures = 0
    for model in OURS:
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                blocks = blocks_within(field.stream_block)
                pictures += sum(isinstance(one, ImageBlock) for one in blocks)
                assert not [
                    one
                    for one in blocks
                    if isinstance(one, ImageChooserBlock) and not isinstance(one, ImageBlock)
                ], field
                rich = [one for one in blocks if isinstance(one, RichTextBlock)]
                assert all(one.features and not SHOWS_FILES & set(one.features) for one in rich)
            if isinstance(field, RichTextField):
                assert field.features, field
                assert not SHOWS_FILES & set(field.features), field
            # An emblem says nothing that the bureau's name beside it does not say.
            if field.name != "emblem" and (
                issubclass(model, Page) and isinstance(field, models.ForeignKey)
            ):
                assert not issubclass(field.related_model, get_image_model()), field
    assert pictures >= 2  # of items and notices


def hand_in(client, item, image, **words):
    form = form_of(
        item,
        **{
            "body-0-type": "image",
            "body-0-value-image": str(image.pk),
            "body-0-value-alt_text": "",
            **{f"body-0-value-{name}": value for name, value in words.items()},
            "action-submit": "1",
        },
    )
    return client.post(f"/admin/pages/{item.pk}/edit/", form)


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize(
    ("words", "handed_in"),
    [({}, False), ({"alt_text": "   "}, False), ({"alt_text": "窗口"}, True),
     ({"decorative": "on"}, True)],
)  # fmt: skip
def test_without_words_it_is_not_handed_in(jsj, words, handed_in):
    editor = UserFactory(role=EDITORS)
    item = ItemFactory(parent=ColumnFactory(parent=BoardFactory()), owner=editor)
    image = ImageFactory()
    client = sign_in(editor, "jsj.localhost")
    hand_in(client, item, image, **words)
    with bureaus.activate("jsj"):
        assert bool(Page.objects.get(pk=item.pk).workflow_in_progress) is handed_in
