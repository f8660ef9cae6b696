"""A bureau that is suspended, or gets another address, has other public pages from then on."""

from django.db import migrations

ALL_BUT_THESE = "^(?!disclosure_tenancy_(bureau|bureaudomain)$)"


class Migration(migrations.Migration):

    dependencies = [
        ("disclosure_tenancy", "0007_doctor_run"),
        ("disclosure_register", "0007_generations"),
    ]

    operations = [
        migrations.RunSQL(
            f"SELECT disclosure_watch('{ALL_BUT_THESE}', ARRAY[]::text[])",
            migrations.RunSQL.noop,
        )
    ]
