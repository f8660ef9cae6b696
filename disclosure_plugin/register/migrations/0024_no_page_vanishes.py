"""What a bureau's schema asks when a page stops being live: does the register say so too?"""

from django.db import migrations

# As in 0005: the trigger stands in each bureau's schema, and runs when the transaction ends.
FUNCTION = r"""
CREATE FUNCTION disclosure_check_unregistered() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    is_said_to_be_public boolean;
BEGIN
    EXECUTE format($question$
        SELECT EXISTS (
            SELECT FROM disclosure_register_registerentry entry
            WHERE entry.page = $1 AND entry.state = 'public'
              AND (entry.bureau = $2 OR $2 IS NULL)
              AND NOT EXISTS (
                  SELECT FROM %1$I.wagtailcore_page page WHERE page.id = $1 AND page.live))
        $question$, TG_TABLE_SCHEMA)
    INTO is_said_to_be_public
    USING OLD.id, CASE WHEN TG_TABLE_SCHEMA LIKE 'bureau\_%' THEN substr(TG_TABLE_SCHEMA, 8) END;
    IF is_said_to_be_public THEN
        RAISE EXCEPTION
            'page % of % is not live and the register says it is: unpublish it as an editor does',
            OLD.id, TG_TABLE_SCHEMA USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("disclosure_register", "0023_site_standings")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION disclosure_check_unregistered CASCADE;"),
    ]
