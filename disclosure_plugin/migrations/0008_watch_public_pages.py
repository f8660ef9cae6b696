"""Watch every table that public pages read; bureaus that exist get the triggers here.

In a new schema most tables come later: the signal after a migration looks again.
"""

from django.db import migrations

QUIET_TABLES = (
    "^("
    "django_|"
    "auth_|"
    "axes_|"
    "celery_|"
    "disclosure_register_|"
    "disclosure_snapshots_|"
    "disclosure_sign_on_|"
    "disclosure_tenancy_|"
    "disclosure_plugin_(invitation|person|summaryimport|uploadreservation)$|"
    "disclosure_plugin_(signoff|internalnumberseries)|"
    "disclosure_plugin_(publicfile|disclosurerendition)$|"
    "wagtailimages_rendition$|"
    "wagtailadmin_|"
    "wagtailusers_|"
    "wagtailsearch|"
    "wagtailforms_formsubmission$|"
    "wagtailcore_(revision|referenceindex|apitoken|uploadedfile|pagesubscription)$|"
    "wagtailcore_(task|workflow|comment|group)|"
    "wagtailcore_(page|model)logentry$)"
)
QUIET_COLUMNS = (
    "draft_title,has_unpublished_changes,latest_revision_id,latest_revision_created_at,"
    "locked,locked_at,locked_by_id"
)


class Migration(migrations.Migration):

    dependencies = [
        ("disclosure_plugin", "0007_due_triggers"),
        ("disclosure_register", "0007_generations"),
    ]

    operations = [
        migrations.RunSQL(
            f"SELECT disclosure_watch('{QUIET_TABLES}', string_to_array('{QUIET_COLUMNS}', ','))",
            migrations.RunSQL.noop,
        )
    ]
