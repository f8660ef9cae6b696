"""Whatever makes a disclosed page live, it is in the register when the transaction ends."""

from django.db import migrations

# Only what turns live: a page that was public before there was a register may be saved.
TRIGGERS = "\n".join(
    f"""
    CREATE CONSTRAINT TRIGGER disclosure_registered_{event.lower()} AFTER {event}
        ON wagtailcore_page DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION disclosure_check_registered();
    """
    for event, when in (("INSERT", "NEW.live"), ("UPDATE", "NEW.live AND NOT OLD.live"))
)
NO_TRIGGERS = """
DROP TRIGGER disclosure_registered_insert ON wagtailcore_page;
DROP TRIGGER disclosure_registered_update ON wagtailcore_page;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("disclosure_plugin", "0004_register_fields"),
        ("disclosure_register", "0005_live_is_registered"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, NO_TRIGGERS)]
