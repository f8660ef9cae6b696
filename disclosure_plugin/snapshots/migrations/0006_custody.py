"""Reports of package checks, hand-overs to the archives, and restricted evidence."""

import disclosure_plugin.snapshots.evidence_copies
import disclosure_plugin.snapshots.models
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure_snapshots', '0005_shards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshotredaction',
            name='stray_evidence',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=200),
        ),
        migrations.CreateModel(
            name='EvidenceCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('file', models.FileField(max_length=200, storage=disclosure_plugin.snapshots.evidence_copies.evidence_storage, upload_to='', verbose_name='file')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ('records', models.PositiveIntegerField(verbose_name='records')),
                ('work', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='disclosure_snapshots.snapshotredaction')),
            ],
            options={
                'verbose_name': 'restricted evidence',
                'verbose_name_plural': 'restricted evidence',
                'ordering': ['-made_at', '-pk'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='EvidenceAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                ('by_name', models.CharField(max_length=150, verbose_name='by')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('copy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accesses', to='disclosure_snapshots.evidencecopy')),
            ],
            options={
                'verbose_name': 'access to restricted evidence',
                'verbose_name_plural': 'accesses to restricted evidence',
                'ordering': ['-at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('WAITING', 'waiting'), ('RUNNING', 'running'), ('COMPLETE', 'complete'), ('FAILED', 'failed'), ('WITHDRAWN', 'withdrawn')], default='WAITING', max_length=10, verbose_name='state')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time asked for')),
                ('requested_by_name', models.CharField(blank=True, max_length=150, verbose_name='asked for by')),
                ('period_from', models.DateField(verbose_name='finished from')),
                ('period_to', models.DateField(verbose_name='finished to')),
                ('retention', models.CharField(blank=True, choices=[('permanent', 'permanent'), ('30-years', '30 years'), ('10-years', '10 years')], max_length=10, verbose_name='retention')),
                ('claim', models.UUIDField(blank=True, editable=False, null=True, verbose_name='claim')),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lease until')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('packages_total', models.PositiveIntegerField(default=0, verbose_name='packages to put in')),
                ('packages_done', models.PositiveIntegerField(default=0, verbose_name='packages put in')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='time finished')),
                ('file', models.FileField(blank=True, max_length=200, storage=disclosure_plugin.snapshots.models.archive_storage, upload_to='', verbose_name='file')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='size in bytes')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the file')),
                ('left_out', models.JSONField(blank=True, default=list, verbose_name='left out')),
                ('failed_checks', models.PositiveIntegerField(default=0, verbose_name='failed checks')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('stray_file', models.CharField(blank=True, editable=False, max_length=200)),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='received on')),
                ('received_by', models.CharField(blank=True, max_length=150, verbose_name='receiving organisation')),
                ('received_role', models.CharField(blank=True, max_length=100, verbose_name='post of the receiver')),
                ('received_number', models.CharField(blank=True, max_length=100, verbose_name='their number')),
                ('receipt_recorded_at', models.DateTimeField(blank=True, null=True, verbose_name='receipt recorded at')),
                ('receipt_recorded_by', models.CharField(blank=True, max_length=150, verbose_name='receipt recorded by')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
            ],
            options={
                'verbose_name': 'hand-over to the archives',
                'verbose_name_plural': 'hand-overs to the archives',
                'ordering': ['-requested_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HandedOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='disclosure_snapshots.snapshot')),
                ('hand_over', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='packages', to='disclosure_snapshots.handover')),
            ],
            options={
                'verbose_name': 'snapshot that was handed over',
                'verbose_name_plural': 'snapshots that were handed over',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PackageReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(choices=[('ARCHIVED', 'archived'), ('HANDED', 'handed over'), ('KEPT', 'in keeping')], max_length=10, verbose_name='moment')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('software', models.CharField(max_length=100, verbose_name='made by')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the file')),
                ('results', models.JSONField(verbose_name='results')),
                ('passed', models.PositiveSmallIntegerField(verbose_name='passed')),
                ('failed', models.PositiveSmallIntegerField(verbose_name='failed')),
                ('not_checked', models.PositiveSmallIntegerField(verbose_name='not checked')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='disclosure_snapshots.snapshot')),
            ],
            options={
                'verbose_name': 'report of package checks',
                'verbose_name_plural': 'reports of package checks',
                'ordering': ['-made_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'RUNNING')), fields=('state',), name='disclosure_one_running_hand_over'),
        ),
        migrations.AddConstraint(
            model_name='handedover',
            constraint=models.UniqueConstraint(fields=('hand_over', 'snapshot'), name='disclosure_handed_over_once'),
        ),
    ]
