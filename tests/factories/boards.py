"""Places where sheets hang."""

from __future__ import annotations

import factory

from disclosure_plugin import models


class PostingPlaceFactory(factory.django.DjangoModelFactory):
    """A printed board; ``columns`` are those that are wanted there."""

    class Meta:
        model = models.PostingPlace
        skip_postgeneration_save = True

    name = "大院门口公开栏"
    channel = "board"
    where = "局大院门口东侧"

    @factory.post_generation
    def columns(self, create, pages, **kwargs):
        self.columns.set(pages or [])
