"""The triggers of the page cache are put on by the index of one schema's tables.

The function before read the list of all tables of all bureaus, and asked for the schema at each:
with 200 bureaus two thirds of a second, in each of them, whenever they were migrated.
"""

from django.db import migrations

WATCH = """
CREATE OR REPLACE FUNCTION disclosure_watch(quiet_tables text, quiet_columns text[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    here oid := current_schema()::regnamespace;
    watched record;
    columns text;
BEGIN
    FOR watched IN
        SELECT rel.oid, relname FROM pg_depend JOIN pg_class rel ON rel.oid = objid
        WHERE refclassid = 'pg_namespace'::regclass AND refobjid = here
          AND classid = 'pg_class'::regclass AND relkind = 'r'
          AND relname !~ quiet_tables
          AND NOT EXISTS (SELECT FROM pg_trigger
                          WHERE tgrelid = rel.oid AND tgname = 'disclosure_new_generation')
        ORDER BY relname
    LOOP
        SELECT ' OF ' || string_agg(quote_ident(attname), ', ' ORDER BY attnum)
                         FILTER (WHERE attname <> ALL (quiet_columns))
        INTO columns FROM pg_attribute
        WHERE attrelid = watched.oid AND attnum > 0 AND NOT attisdropped
        HAVING bool_or(attname = ANY (quiet_columns));
        EXECUTE format(
            'CREATE TRIGGER disclosure_new_generation '
            'AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE%s ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION disclosure_new_generation()',
            columns, watched.relname
        );
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("disclosure_register", "0010_removed_entries")]

    operations = [migrations.RunSQL(WATCH, migrations.RunSQL.noop)]
