"""What a bureau's internal register asks of PostgreSQL: its rows stay, and nothing in it is public.

The tables stand in each bureau's schema; the functions of their triggers here, as all of them do.
"""

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION disclosure_refuse_internal_loss() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the internal register keeps every entry, version and series (% on %)',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION disclosure_check_internal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> OLD.number OR NEW.page_id <> OLD.page_id
       OR NEW.first_published_at <> OLD.first_published_at
    THEN
        RAISE EXCEPTION
            'an internal index number, its page and its first disclosure are never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- Runs when the transaction ends, wherever the connection stands by then: so the schema is taken
-- from the table. The first argument names the column that holds the page.
CREATE FUNCTION disclosure_check_one_audience() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    page bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    in_both boolean;
BEGIN
    EXECUTE format($question$
        SELECT EXISTS (
            SELECT FROM %1$I.disclosure_plugin_internalentry entry
            JOIN %1$I.wagtailcore_page page ON page.id = entry.page_id
            WHERE entry.page_id = $1 AND entry.live AND page.live)
        $question$, TG_TABLE_SCHEMA)
    INTO in_both USING page;
    IF in_both THEN
        RAISE EXCEPTION 'page % of % is disclosed to staff only and cannot be live',
            page, TG_TABLE_SCHEMA USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
NO_FUNCTIONS = "".join(
    f"DROP FUNCTION disclosure_{name} CASCADE;"
    for name in ("refuse_internal_loss", "check_internal_change", "check_one_audience")
)


class Migration(migrations.Migration):

    dependencies = [("disclosure_register", "0018_catalogue")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
