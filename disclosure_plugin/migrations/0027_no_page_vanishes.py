"""Whatever takes a disclosed page back, the register says so when the transaction ends."""

from django.db import migrations

TRIGGERS = "\n".join(
    f"""
    CREATE CONSTRAINT TRIGGER disclosure_unregistered_{event.lower()} AFTER {event}
        ON wagtailcore_page DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION disclosure_check_unregistered();
    """
    for event, when in (("DELETE", "OLD.live"), ("UPDATE", "OLD.live AND NOT NEW.live"))
)
NO_TRIGGERS = """
DROP TRIGGER disclosure_unregistered_delete ON wagtailcore_page;
DROP TRIGGER disclosure_unregistered_update ON wagtailcore_page;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("disclosure_plugin", "0026_preparedsections"),
        ("disclosure_register", "0024_no_page_vanishes"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, NO_TRIGGERS)]
