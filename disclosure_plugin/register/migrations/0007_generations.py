"""A random number for the state of a schema's public pages, and the triggers that change it."""

from django.db import migrations, models

# The functions carry the schema they are made in: they are called from every other one.
FUNCTIONS = """
CREATE FUNCTION disclosure_new_generation() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
DECLARE
    mark text := pg_current_xact_id()::text || ' ' || TG_TABLE_SCHEMA;
BEGIN
    -- Once in a transaction is enough, unless the number was read in it meanwhile: else a long
    -- import would leave a dead row for each of its statements, and pass over all of them.
    IF current_setting('disclosure.changed_in', true) = mark THEN
        RETURN NULL;
    END IF;
    WITH old AS (
        DELETE FROM disclosure_register_generation WHERE id IN (
            SELECT id FROM disclosure_register_generation
            WHERE place = TG_TABLE_SCHEMA FOR UPDATE SKIP LOCKED
        ) RETURNING part
    )
    INSERT INTO disclosure_register_generation (place, part)
    SELECT TG_TABLE_SCHEMA, coalesce(bit_xor(part), 0)
           # ('x' || right(replace(gen_random_uuid()::text, '-', ''), 16))::bit(64)::bigint
    FROM old;
    PERFORM set_config('disclosure.changed_in', mark, true);
    RETURN NULL;
END $$;

CREATE FUNCTION disclosure_watch(quiet_tables text, quiet_columns text[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    watched record;
    columns text;
BEGIN
    FOR watched IN
        SELECT oid, relname FROM pg_class rel
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
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

    dependencies = [("disclosure_register", "0006_due")]

    operations = [
        migrations.CreateModel(
            name="Generation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(db_index=True, max_length=63)),
                ("part", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "part of a generation",
                "verbose_name_plural": "parts of generations",
            },
        ),
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION disclosure_new_generation CASCADE; "
            "DROP FUNCTION disclosure_watch(text, text[]);",
        ),
    ]
