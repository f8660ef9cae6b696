"""PostgreSQL itself refuses to change or reuse an index number, or to lose an entry."""

from django.db import migrations

ENTRY = "disclosure_register_registerentry"
SERIES = "disclosure_register_numberseries"

REFUSE = f"""
CREATE FUNCTION disclosure_refuse_register_loss() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the register keeps every entry and every series (% on %)',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION disclosure_check_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> OLD.number OR NEW.bureau <> OLD.bureau OR NEW.page <> OLD.page
       OR NEW.first_published_at <> OLD.first_published_at
    THEN
        RAISE EXCEPTION 'an index number, its page and its first publication are never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'void' AND NEW.state <> 'void' THEN
        RAISE EXCEPTION 'a void index number stays void' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION disclosure_check_series_growth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.series <> OLD.series OR NEW.last <> OLD.last + 1 THEN
        RAISE EXCEPTION 'a series of index numbers goes on by one, nothing else'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER disclosure_numbers_stay BEFORE UPDATE ON {ENTRY}
    FOR EACH ROW EXECUTE FUNCTION disclosure_check_entry_change();
CREATE TRIGGER disclosure_only_goes_on BEFORE UPDATE ON {SERIES}
    FOR EACH ROW EXECUTE FUNCTION disclosure_check_series_growth();
"""


def triggers() -> str:
    return "".join(
        f"""
        CREATE TRIGGER disclosure_never_deleted BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION disclosure_refuse_register_loss();
        CREATE TRIGGER disclosure_never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse_register_loss();
        """
        for table in (ENTRY, SERIES)
    )


class Migration(migrations.Migration):

    dependencies = [("disclosure_register", "0003_register_entries")]

    operations = [
        migrations.RunSQL(
            REFUSE + triggers(),
            "DROP FUNCTION disclosure_refuse_register_loss CASCADE; "
            "DROP FUNCTION disclosure_check_entry_change CASCADE; "
            "DROP FUNCTION disclosure_check_series_growth CASCADE;",
        )
    ]
