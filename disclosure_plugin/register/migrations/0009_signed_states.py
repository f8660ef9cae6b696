"""Signed states and their keys, which PostgreSQL refuses to change too."""

import django.db.models.deletion
from django.db import migrations, models


TABLES = ["disclosure_register_logkey", "disclosure_register_logcheckpoint"]

TRIGGERS = "".join(
    f"""
    CREATE TRIGGER disclosure_only_added BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION disclosure_refuse_log_change();
    CREATE TRIGGER disclosure_never_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse_log_change();
    """
    for table in TABLES
)


class Migration(migrations.Migration):

    dependencies = [
        ("disclosure_register", "0008_working_days_notice"),
    ]

    operations = [
        migrations.CreateModel(
            name='LogKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verifier_key', models.CharField(max_length=250, unique=True, verbose_name='verifier key')),
                ('from_size', models.PositiveBigIntegerField(verbose_name='number of entries when it was first used')),
                ('first_used_at', models.DateTimeField(auto_now_add=True, verbose_name='first used at')),
                ('log', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='disclosure_register.log')),
            ],
            options={
                'verbose_name': 'key of a publication log',
                'verbose_name_plural': 'keys of a publication log',
            },
        ),
        migrations.CreateModel(
            name='LogCheckpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveBigIntegerField(verbose_name='number of entries')),
                ('note', models.TextField(verbose_name='signed note')),
                ('signed_at', models.DateTimeField(auto_now_add=True, verbose_name='signed at')),
                ('log', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkpoints', to='disclosure_register.log')),
            ],
            options={
                'verbose_name': 'signed state of a publication log',
                'verbose_name_plural': 'signed states of a publication log',
                'constraints': [models.UniqueConstraint(fields=('log', 'size'), name='disclosure_log_checkpoint_size')],
            },
        ),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
