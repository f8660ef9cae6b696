"""Steps of the review with what they ask for; Wagtail's approval tasks become such steps."""

import disclosure_plugin.editor.reviews
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


TRIGGER = """
CREATE TRIGGER disclosure_signed_stays BEFORE UPDATE OR DELETE ON disclosure_plugin_signoff
    FOR EACH ROW EXECUTE FUNCTION disclosure_keep_signed();
"""
NO_TRIGGER = "DROP TRIGGER disclosure_signed_stays ON disclosure_plugin_signoff;"


def adopt_steps(apps, schema_editor):
    """Make steps of the tasks of the bureau's workflow, where they stand.

    Reviews that are going on and signatures go on naming them. The first asks for what the
    county demands; the last is the leader's.
    """
    workflow_pages = apps.get_model("wagtailcore", "WorkflowPage")
    tasks = apps.get_model("wagtailcore", "GroupApprovalTask")
    steps = apps.get_model("disclosure_plugin", "ReviewStep")
    homes = apps.get_model("disclosure_plugin", "BureauHomePage")
    kinds = apps.get_model("contenttypes", "ContentType")
    assigned = workflow_pages.objects.filter(page__in=homes.objects.values("pk")).first()
    if assigned is None:
        return
    found = list(
        tasks.objects.filter(workflow_tasks__workflow=assigned.workflow_id, active=True).order_by(
            "workflow_tasks__sort_order"
        )
    )
    kind, _made = kinds.objects.get_or_create(app_label="disclosure_plugin", model="reviewstep")
    for place, task in enumerate(found):
        is_last = place and place == len(found) - 1
        step = steps(
            task_ptr_id=task.pk,
            name=task.name,
            active=True,
            content_type=kind,
            kind="leader" if is_last else "section",
            asks_checklist=place == 0,
            asks_confidentiality=place == 0,
        )
        step.save()
        step.groups.set(task.groups.all())
        task.delete(keep_parents=True)


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('disclosure_register', '0017_review'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('disclosure_plugin', '0011_personal_data'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='human',
            field=models.CharField(blank=True, db_index=True, default='', editable=False, max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signoff',
            name='answers',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='signoff',
            name='is_reduced',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='signoff',
            name='kind',
            field=models.CharField(blank=True, choices=disclosure_plugin.editor.reviews.step_kind_choices, max_length=20, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='override_reason',
            field=models.CharField(blank=True, max_length=400, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='stands_for',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoff',
            name='stands_for_name',
            field=models.CharField(blank=True, max_length=300, verbose_name='in the place of'),
        ),
        migrations.CreateModel(
            name='ReviewPreview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reader', models.CharField(help_text='Name and post of the one reader; each opening is written down.', max_length=100, verbose_name='for whom')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_by_name', models.CharField(max_length=300, verbose_name='made by')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='made at')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='taken back at')),
                ('revoked_by_name', models.CharField(blank=True, max_length=300)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disclosure_previews', to='wagtailcore.page')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.revision')),
            ],
            options={
                'verbose_name': 'preview link',
                'verbose_name_plural': 'preview links',
                'ordering': ['-made_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReviewPreviewOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('address', models.GenericIPAddressField(null=True)),
                ('was_open', models.BooleanField()),
                ('preview', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='disclosure_plugin.reviewpreview')),
            ],
            options={
                'verbose_name': 'opening of a preview link',
                'verbose_name_plural': 'openings of preview links',
                'ordering': ['at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReviewStep',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('kind', models.CharField(choices=disclosure_plugin.editor.reviews.step_kind_choices, default='section', max_length=20, verbose_name='kind')),
                ('asks_checklist', models.BooleanField(default=False, verbose_name='asks for the six points')),
                ('asks_confidentiality', models.BooleanField(default=False, verbose_name='asks for the confidentiality check')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'step of the review',
                'verbose_name_plural': 'steps of the review',
                'default_permissions': (),
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='ReviewDeputy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField(verbose_name='from day')),
                ('to_day', models.DateField(verbose_name='to day, included')),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('reviewer_name', models.CharField(max_length=300)),
                ('deputy_name', models.CharField(max_length=300)),
                ('made_by_name', models.CharField(max_length=300, verbose_name='named by')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='named at')),
                ('ended_by_name', models.CharField(blank=True, max_length=300)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosure_deputises', to=settings.AUTH_USER_MODEL, verbose_name='who signs for them')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosure_deputies', to=settings.AUTH_USER_MODEL, verbose_name='who is away')),
            ],
            options={
                'verbose_name': 'deputy of a reviewer',
                'verbose_name_plural': 'deputies of reviewers',
                'ordering': ['-begins_at', '-pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('reviewer', models.F('deputy')), _negated=True), name='disclosure_deputy_is_another')],
            },
        ),
        migrations.RunSQL(TRIGGER, NO_TRIGGER),
        migrations.RunPython(adopt_steps, migrations.RunPython.noop),
    ]
