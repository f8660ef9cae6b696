"""The county's rules of reviews, what went another way, and signatures that stay."""

import django.core.validators
import django.db.models.functions.datetime
from django.db import migrations, models


# The trigger that calls it stands in each bureau's schema. What happens to a signature later may
# be written beside it, and keys may be forgotten; what was signed stays.
FUNCTION = """
CREATE FUNCTION disclosure_keep_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later CONSTANT text[] := ARRAY[
        'published_at', 'voided_at', 'void_reason',
        'signer_id', 'stands_for_id', 'workflow_state_id', 'task_id'];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later THEN
        RAISE EXCEPTION 'a signature stays as it was given'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure_register', '0016_period_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, max_length=200, unique=True, verbose_name='kind of item')),
                ('steps', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MaxValueValidator(5)], verbose_name='steps')),
                ('several', models.BooleanField(default=False, verbose_name='one person may sign several steps')),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='reason')),
                ('set_by', models.CharField(max_length=150, verbose_name='set by')),
                ('set_at', models.DateTimeField(auto_now=True, verbose_name='set at')),
            ],
            options={
                'verbose_name': 'rule of reviews',
                'verbose_name_plural': 'rules of reviews',
                'ordering': ['kind'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReviewException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bureau', models.CharField(max_length=30, verbose_name='bureau')),
                ('page', models.BigIntegerField(verbose_name='key of the page')),
                ('subject', models.CharField(max_length=255, verbose_name='what it is about')),
                ('kind', models.CharField(max_length=200, verbose_name='kind of item')),
                ('content_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                ('what', models.CharField(choices=[('reduced', 'reduced review'), ('override', 'step signed by override')], max_length=10)),
                ('step', models.CharField(blank=True, max_length=255, verbose_name='step')),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='reason')),
                ('by_name', models.CharField(blank=True, max_length=300, verbose_name='decided by')),
                ('by_post', models.CharField(blank=True, max_length=60, verbose_name='post')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'exception of a review',
                'verbose_name_plural': 'exceptions of reviews',
                'ordering': ['-at', '-pk'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['bureau', 'page'], name='disclosure_review_exceptions')],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION disclosure_keep_signed CASCADE;"),
    ]
