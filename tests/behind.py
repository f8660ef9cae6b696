"""A bureau whose tables are not those of this release."""

from django.db import connection


def lose_a_column(schema: str) -> None:
    """Take a column away that pages of disclosed items are read with."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'ALTER TABLE "{schema}".disclosure_plugin_disclosureitempage '
            "RENAME COLUMN category TO category_of_before"
        )


def lack_a_migration(schema: str) -> None:
    """Let the bureau know nothing of our newest migration."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{schema}".django_migrations WHERE id = (SELECT max(id) FROM '
            f"\"{schema}\".django_migrations WHERE app = 'disclosure_plugin')"
        )
