from django.db import migrations

# A frozen assessment is what people were rewarded or punished by: nobody writes it anew, in SQL
# neither.
TABLE = "disclosure_plugin_assessment"
STAYS = f"""
    CREATE TRIGGER disclosure_frozen_stays BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW WHEN (OLD.state = 'frozen')
        EXECUTE FUNCTION disclosure_refuse_log_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure_register', '0002_append_only'),
        ('disclosure_plugin', '0022_summary'),
    ]

    operations = [
        migrations.RunSQL(STAYS, f"DROP TRIGGER disclosure_frozen_stays ON {TABLE};"),
    ]
