"""PostgreSQL itself refuses to change the publication log."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION disclosure_refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the publication log is only ever added to (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION disclosure_check_log_growth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.bureau <> OLD.bureau OR NEW.origin <> OLD.origin OR NEW.opened_at <> OLD.opened_at
       OR NEW.size NOT IN (OLD.size, OLD.size + 1)
       OR OLD.closed_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'a publication log grows by one entry or is closed, nothing else'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

TABLES = ["disclosure_register_logentry", "disclosure_register_lognode"]
LOG = "disclosure_register_log"


def triggers() -> str:
    statements = [
        f"""
        CREATE TRIGGER disclosure_only_added BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION disclosure_refuse_log_change();
        CREATE TRIGGER disclosure_never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse_log_change();
        """
        for table in TABLES
    ]
    statements.append(
        f"""
        CREATE TRIGGER disclosure_never_deleted BEFORE DELETE ON {LOG}
            FOR EACH ROW EXECUTE FUNCTION disclosure_refuse_log_change();
        CREATE TRIGGER disclosure_never_emptied BEFORE TRUNCATE ON {LOG}
            FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse_log_change();
        CREATE TRIGGER disclosure_only_grows BEFORE UPDATE ON {LOG}
            FOR EACH ROW EXECUTE FUNCTION disclosure_check_log_growth();
        """
    )
    return "".join(statements)


class Migration(migrations.Migration):

    dependencies = [("disclosure_register", "0001_initial")]

    operations = [
        migrations.RunSQL(
            REFUSE + triggers(),
            "DROP FUNCTION disclosure_refuse_log_change CASCADE; "
            "DROP FUNCTION disclosure_check_log_growth CASCADE;",
        )
    ]
