"""Time stamps of signed states, which PostgreSQL refuses to change too."""

import django.db.models.deletion
from django.db import migrations, models


TABLE = "disclosure_register_logtimestamp"
TRIGGERS = f"""
    CREATE TRIGGER disclosure_only_added BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION disclosure_refuse_log_change();
    CREATE TRIGGER disclosure_never_emptied BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse_log_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("disclosure_register", "0013_notice_periods"),
    ]

    operations = [
        migrations.CreateModel(
            name='LogTimeStamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('response', models.BinaryField(verbose_name='response of the authority')),
                ('at', models.DateTimeField(verbose_name='time it says')),
                ('authority', models.CharField(max_length=300, verbose_name='address of the authority')),
                ('stored_at', models.DateTimeField(auto_now_add=True, verbose_name='stored at')),
                ('checkpoint', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='time_stamp', to='disclosure_register.logcheckpoint')),
            ],
            options={
                'verbose_name': 'time stamp of a publication log',
                'verbose_name_plural': 'time stamps of a publication log',
            },
        ),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
