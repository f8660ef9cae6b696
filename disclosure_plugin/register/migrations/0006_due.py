"""What is due in all bureaus, in one table, and the functions that bureaus' triggers call."""

from django.db import migrations, models

# The triggers are in each bureau's schema (disclosure_plugin 0004). What these functions name is
# looked for where they stand, whatever path the caller has.
FUNCTIONS = """
CREATE FUNCTION disclosure_bureau_of(place text, only_bureau text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    -- A bureau's schema names it; the schemas that bureaus are copied from are nobody's; any
    -- other is that of a site with one bureau.
    SELECT CASE WHEN starts_with(place, 'bureau_') THEN substr(place, 8)
                WHEN starts_with(place, '_') THEN NULL
                ELSE only_bureau END
$$;

CREATE FUNCTION disclosure_set_due(
    of_bureau text, of_kind text, of_type text, of_object text, of_revision bigint,
    wanted timestamptz
) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF of_bureau IS NULL THEN
        RETURN;
    END IF;
    IF wanted IS NULL THEN
        UPDATE disclosure_register_due
        SET ended_at = clock_timestamp(), outcome = 'cancelled', claimed_until = NULL
        WHERE bureau = of_bureau AND kind = of_kind AND object_type = of_type
          AND object_id = of_object AND revision = of_revision AND ended_at IS NULL;
        RETURN;
    END IF;
    INSERT INTO disclosure_register_due AS due
        (bureau, kind, object_type, object_id, revision, due_at, next_at,
         attempts, reason, outcome)
    VALUES (of_bureau, of_kind, of_type, of_object, of_revision, wanted, wanted, 0, '', '')
    ON CONFLICT (bureau, kind, object_type, object_id, revision) WHERE ended_at IS NULL
    DO UPDATE SET due_at = wanted, next_at = wanted, attempts = 0, reason = '',
                  parked_at = NULL, claimed_until = NULL
    WHERE due.due_at <> wanted;
END $$;

CREATE FUNCTION disclosure_revision_due() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    of_bureau text := disclosure_bureau_of(TG_TABLE_SCHEMA, TG_ARGV[0]);
    one record;
    of_type text;
BEGIN
    IF TG_OP = 'DELETE' THEN one := OLD; ELSE one := NEW; END IF;
    EXECUTE format('SELECT app_label || ''.'' || model FROM %I.django_content_type WHERE id = $1',
                   TG_TABLE_SCHEMA) INTO of_type USING one.base_content_type_id;
    PERFORM disclosure_set_due(
        of_bureau, 'publish', of_type, one.object_id, one.id,
        CASE WHEN TG_OP <> 'DELETE' THEN one.approved_go_live_at END);
    RETURN NULL;
END $$;

CREATE FUNCTION disclosure_page_due() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    of_bureau text := disclosure_bureau_of(TG_TABLE_SCHEMA, TG_ARGV[0]);
    one record;
BEGIN
    IF TG_OP = 'DELETE' THEN one := OLD; ELSE one := NEW; END IF;
    PERFORM disclosure_set_due(
        of_bureau, 'expire', 'wagtailcore.page', one.id::text, 0,
        CASE WHEN TG_OP <> 'DELETE' AND one.live THEN one.expire_at END);
    RETURN NULL;
END $$;
"""

NO_FUNCTIONS = """
DROP FUNCTION disclosure_page_due() CASCADE;
DROP FUNCTION disclosure_revision_due() CASCADE;
DROP FUNCTION disclosure_set_due(text, text, text, text, bigint, timestamptz);
DROP FUNCTION disclosure_bureau_of(text, text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure_register', '0005_live_is_registered'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bureau', models.CharField(max_length=30, verbose_name='bureau')),
                ('kind', models.CharField(choices=[('publish', 'publish'), ('expire', 'expire'), ('validity_end', 'end of validity')], max_length=20, verbose_name='kind')),
                ('object_type', models.CharField(max_length=120, verbose_name='object type')),
                ('object_id', models.CharField(max_length=255, verbose_name='object key')),
                ('revision', models.BigIntegerField(default=0, verbose_name='revision')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('next_at', models.DateTimeField(verbose_name='next attempt at')),
                ('claimed_until', models.DateTimeField(null=True, verbose_name='handed out until')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('parked_at', models.DateTimeField(null=True, verbose_name='laid aside at')),
                ('reason', models.CharField(blank=True, max_length=20, verbose_name='reason')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'done'), ('cancelled', 'cancelled')], max_length=10, verbose_name='outcome')),
                ('delay', models.DurationField(null=True, verbose_name='delay')),
            ],
            options={
                'verbose_name': 'something due',
                'verbose_name_plural': 'what is due',
                'ordering': ['due_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('ended_at', None), ('parked_at', None)), fields=['next_at'], name='disclosure_due_next'), models.Index(fields=['bureau', '-ended_at'], name='disclosure_due_history')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('bureau', 'kind', 'object_type', 'object_id', 'revision'), name='disclosure_one_open_due'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', '')), models.Q(('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='disclosure_due_outcome')],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
