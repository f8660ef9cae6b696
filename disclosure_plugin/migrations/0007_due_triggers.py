"""Whatever changes a schedule of Wagtail's changes the table of what is due with it."""

from django.db import migrations

from disclosure_plugin.conf import get_settings

REVISIONS = "wagtailcore_revision"
PAGES = "wagtailcore_page"


def triggers(table: str, function: str, *, matters: str, changed: str) -> str:
    """Return triggers for rows in which it matters; no other change costs anything.

    Args:
        table: table in a bureau's schema.
        function: in the shared one.
        matters: condition, with ``{row}`` for the row.
        changed: the columns that count, with ``{row}`` for the row.
    """
    # Only a site without tenants needs the name: elsewhere the schema says it.
    run = f"FOR EACH ROW WHEN ({{when}}) EXECUTE FUNCTION {function}('{get_settings().BUREAU_CODE}')"
    conditions = {
        "INSERT": matters.format(row="NEW"),
        "UPDATE": f"{changed.format(row='OLD')} IS DISTINCT FROM {changed.format(row='NEW')}",
        "DELETE": matters.format(row="OLD"),
    }
    return "\n".join(
        f"CREATE TRIGGER {function}_{event.lower()} AFTER {event} ON {table} "
        f"{run.format(when=when)};"
        for event, when in conditions.items()
    )


TRIGGERS = triggers(
    REVISIONS,
    "disclosure_revision_due",
    matters="{row}.approved_go_live_at IS NOT NULL",
    changed="{row}.approved_go_live_at",
) + triggers(
    PAGES,
    "disclosure_page_due",
    matters="{row}.live AND {row}.expire_at IS NOT NULL",
    changed="({row}.live, {row}.expire_at)",
)

NO_TRIGGERS = "\n".join(
    f"DROP TRIGGER {function}_{event} ON {table};"
    for table, function in (
        (REVISIONS, "disclosure_revision_due"),
        (PAGES, "disclosure_page_due"),
    )
    for event in ("insert", "update", "delete")
)

WHAT_IS_DUE_ALREADY = f"""
SELECT disclosure_set_due(
    disclosure_bureau_of(current_schema()::text, '{get_settings().BUREAU_CODE}'), 'publish',
    kind.app_label || '.' || kind.model, one.object_id, one.id, one.approved_go_live_at)
FROM {REVISIONS} one JOIN django_content_type kind ON kind.id = one.base_content_type_id
WHERE one.approved_go_live_at IS NOT NULL;
SELECT disclosure_set_due(
    disclosure_bureau_of(current_schema()::text, '{get_settings().BUREAU_CODE}'), 'expire',
    'wagtailcore.page', id::text, 0, expire_at)
FROM {PAGES} WHERE live AND expire_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure_plugin", "0006_sign_offs"),
        ("disclosure_register", "0006_due"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(WHAT_IS_DUE_ALREADY, migrations.RunSQL.noop),
    ]
