"""The internal register: what is disclosed to a bureau's own staff, with its private log."""

import disclosure_plugin.editor.audiences
import disclosure_plugin.editor.categories
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


REGISTER = "disclosure_plugin_internalentry"
LOG = "disclosure_plugin_internallogentry"
VERSION = "disclosure_plugin_internalversion"
SERIES = "disclosure_plugin_internalnumberseries"
PAGE = "wagtailcore_page"


def kept(table: str) -> str:
    return f"""
    CREATE TRIGGER disclosure_never_deleted BEFORE DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION disclosure_refuse_internal_loss();
    CREATE TRIGGER disclosure_never_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse_internal_loss();
    """


def one_audience(name: str, event: str, table: str, key: str, when: str) -> str:
    return f"""
    CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON {table} DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION disclosure_check_one_audience('{key}');
    """


TRIGGERS = (
    kept(REGISTER)
    + kept(VERSION)
    + kept(SERIES)
    + f"""
    CREATE TRIGGER disclosure_numbers_stay BEFORE UPDATE ON {REGISTER}
        FOR EACH ROW EXECUTE FUNCTION disclosure_check_internal_change();
    CREATE TRIGGER disclosure_only_goes_on BEFORE UPDATE ON {SERIES}
        FOR EACH ROW EXECUTE FUNCTION disclosure_check_series_growth();
    CREATE TRIGGER disclosure_only_added BEFORE UPDATE OR DELETE ON {LOG}
        FOR EACH ROW EXECUTE FUNCTION disclosure_refuse_log_change();
    CREATE TRIGGER disclosure_never_emptied BEFORE TRUNCATE ON {LOG}
        FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse_log_change();
    """
    + one_audience("disclosure_not_live_insert", "INSERT", REGISTER, "page_id", "NEW.live")
    + one_audience(
        "disclosure_not_live_update", "UPDATE", REGISTER, "page_id", "NEW.live AND NOT OLD.live"
    )
    + one_audience(
        "disclosure_not_internal_update", "UPDATE", PAGE, "id", "NEW.live AND NOT OLD.live"
    )
)
NO_TRIGGERS = "".join(
    f"DROP TRIGGER disclosure_{name} ON {table};"
    for table, names in (
        (REGISTER, ("never_deleted", "never_emptied", "numbers_stay")),
        (REGISTER, ("not_live_insert", "not_live_update")),
        (VERSION, ("never_deleted", "never_emptied")),
        (SERIES, ("never_deleted", "never_emptied", "only_goes_on")),
        (LOG, ("only_added", "never_emptied")),
        (PAGE, ("not_internal_update",)),
    )
    for name in names
)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('disclosure_plugin', '0017_audience'),
        ('disclosure_register', '0019_internal_register'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='InternalLogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveBigIntegerField(unique=True, verbose_name='place in the log')),
                ('previous', models.CharField(max_length=64, unique=True, verbose_name='hash of the entry before')),
                ('content', models.TextField(verbose_name='what it says')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('subject', models.CharField(max_length=255, verbose_name='subject')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'entry of the internal log',
                'verbose_name_plural': 'entries of the internal log',
                'ordering': ['index'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='person',
            name='section',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='disclosure_people', to='disclosure_plugin.section', verbose_name='section'),
        ),
        migrations.CreateModel(
            name='InternalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=110, unique=True, verbose_name='internal index number')),
                ('outgrown', models.BooleanField(default=False, verbose_name='has more digits than the pattern')),
                ('short_id', models.CharField(max_length=255, verbose_name='short id')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('abstract', models.CharField(max_length=100, verbose_name='abstract')),
                ('category', models.CharField(max_length=5, verbose_name='category')),
                ('validity', models.CharField(choices=disclosure_plugin.editor.categories.validity_choices, max_length=8, verbose_name='validity')),
                ('formed_on', models.DateField(verbose_name='formed on')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('audience', models.CharField(choices=disclosure_plugin.editor.audiences.audience_choices, max_length=6, verbose_name='audience')),
                ('content_hash', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                ('first_published_at', models.DateTimeField(verbose_name='first disclosed at')),
                ('version_published_at', models.DateTimeField(verbose_name='this version disclosed at')),
                ('expire_at', models.DateTimeField(null=True, verbose_name='ends at')),
                ('live', models.BooleanField(default=True, verbose_name='shown to staff')),
                ('state', models.CharField(choices=[('disclosed', 'disclosed to staff'), ('ended', 'no longer disclosed'), ('expired', 'its time is over'), ('public', 'published to everybody')], default='disclosed', max_length=9, verbose_name='state')),
                ('state_reason', models.CharField(blank=True, max_length=400, verbose_name='reason for the state')),
                ('state_since', models.DateTimeField(verbose_name='in this state since')),
                ('audience_group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group', verbose_name='group')),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='disclosure_internal_entry', to='wagtailcore.page', verbose_name='page')),
            ],
            options={
                'verbose_name': 'entry of the internal register',
                'verbose_name_plural': 'entries of the internal register',
                'ordering': ['-version_published_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='InternalHandover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='handed over at')),
                ('handed_by_name', models.CharField(blank=True, max_length=300, verbose_name='handed over by')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='disclosure_plugin.internalentry')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disclosure_plugin.section', verbose_name='section')),
            ],
            options={
                'verbose_name': 'item handed to a section',
                'verbose_name_plural': 'items handed to sections',
                'ordering': ['section__place', 'section__name'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='InternalVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('content_hash', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                ('audience_name', models.CharField(max_length=150, verbose_name='audience')),
                ('published_at', models.DateTimeField(verbose_name='disclosed at')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='disclosure_plugin.internalentry')),
                ('files', models.ManyToManyField(related_name='+', to='disclosure_plugin.fileversion', verbose_name='files')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.revision')),
            ],
            options={
                'verbose_name': 'version disclosed to staff',
                'verbose_name_plural': 'versions disclosed to staff',
                'ordering': ['-number'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='InternalRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_name', models.CharField(max_length=300, verbose_name='name')),
                ('section_name', models.CharField(blank=True, max_length=100, verbose_name='section')),
                ('read_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='first read at')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='disclosure_internal_reads', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='disclosure_plugin.internalversion')),
            ],
            options={
                'verbose_name': 'first reading of a version',
                'verbose_name_plural': 'first readings of versions',
                'ordering': ['-read_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='internalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('live', True), ('state', 'disclosed')), models.Q(('live', False), models.Q(('state', 'disclosed'), _negated=True)), _connector='OR'), name='disclosure_internal_live_is_disclosed'),
        ),
        migrations.AddConstraint(
            model_name='internalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'staff'), ('audience_group', None)), models.Q(('audience', 'group'), ('audience_group__isnull', False)), _connector='OR'), name='disclosure_internal_audience_whole'),
        ),
        migrations.AddConstraint(
            model_name='internalentry',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'ended'), ('state_reason', ''), _negated=True), name='disclosure_internal_ended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='internalhandover',
            constraint=models.UniqueConstraint(fields=('entry', 'section'), name='disclosure_internal_handed_once'),
        ),
        migrations.AddConstraint(
            model_name='internalversion',
            constraint=models.UniqueConstraint(fields=('entry', 'number'), name='disclosure_internal_version_once'),
        ),
        migrations.AddConstraint(
            model_name='internalread',
            constraint=models.UniqueConstraint(fields=('version', 'user'), name='disclosure_internal_read_once'),
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
