"""What the two schemas, and the one they share, hold."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils.translation import gettext_noop
from django_tenants.utils import get_public_schema_name
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backend

from disclosure_plugin.sealing import Trial, probe

SCHEMA = "activating a bureau moves the connection into its schema"


@probe("search", "The search index", guards=[SCHEMA])
def search(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        for model in (Page, get_document_model(), get_image_model()):
            for target, expected in ((other, False), (own, True)):
                trial.look()
                with trial.activate(own):
                    found = list(get_search_backend().search(target.secrets[0], model))
                if found and not expected:
                    yield f"{own.code} finds {found[0]!r} of {other.code}."
                if not found and expected:
                    raise RuntimeError(f"{own.code} does not find its own {model.__name__}.")


@probe("references", "The index of what refers to what", guards=[SCHEMA])
def references(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        trial.look()
        with trial.activate(own):
            document = get_document_model().objects.get(pk=own.keys["document"])
            users = [
                str(found.content_type.get_object_for_this_type(pk=found.object_id))
                for found in ReferenceIndex.get_references_to(document)
            ]
        yield from (
            f"{own.code} says that {user!r} of {other.code} uses its document."
            for user in users
            if other.secrets[0] in user
        )
        if not users:
            raise RuntimeError(f"{own.code} does not know who refers to its document.")


@probe(
    "content-types",
    gettext_noop("Numbers of content types"),
    guards=["every schema is a copy of one template, numbers included"],
    read_only=True,
)
def content_types(trial: Trial) -> Iterator[str]:
    """Bureaus that number otherwise were not made from the template, or changed by hand."""
    rows = {}
    for target in (trial.a, trial.b):
        trial.look()
        with trial.activate(target):
            rows[target.code] = set(ContentType.objects.values_list("pk", "app_label", "model"))
    for pk, app, model in sorted(rows[trial.a.code] ^ rows[trial.b.code]):
        yield f"{app}.{model} has the number {pk} in one bureau only."


@probe(
    "shared-schema",
    gettext_noop("Tables of bureaus in the shared schema"),
    guards=["tables of bureaus are in no schema but theirs"],
    read_only=True,
)
def shared_schema(trial: Trial) -> Iterator[str]:
    """PostgreSQL looks there for a table that a bureau lacks."""
    with trial.activate(trial.a), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        own = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [get_public_schema_name()]
        )
        shared = {row[0] for row in cursor.fetchall()}
    trial.look()
    yield from (
        f"{table} is in the shared schema too."
        for table in sorted(own & shared - {"django_migrations"})
    )


@probe(
    "own-tables",
    gettext_noop("Tables that a bureau lacks"),
    guards=["every schema has all tables of bureaus"],
    read_only=True,
)
def own_tables(trial: Trial) -> Iterator[str]:
    """A query for a table that is missing would be answered from the shared schema."""
    from django.conf import settings

    labels = {
        config.label
        for config in apps.get_app_configs()
        if config.name in settings.TENANT_APPS
        or f"{type(config).__module__}.{type(config).__name__}" in settings.TENANT_APPS
    }
    expected = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in labels and model._meta.managed and not model._meta.proxy
    }
    for target in (trial.a, trial.b):
        trial.look()
        with trial.activate(target), connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            found = {row[0] for row in cursor.fetchall()}
        yield from (f"{target.code} lacks {table}." for table in sorted(expected - found))
