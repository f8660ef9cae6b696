"""What a bureau's schema asks before a page may be live: is it in the register?"""

from django.db import migrations, models

# The trigger that calls it stands in each bureau's schema. It runs when the transaction ends,
# wherever the connection stands by then: so the schema is taken from the table.
FUNCTION = r"""
CREATE FUNCTION disclosure_check_registered() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    unregistered boolean;
BEGIN
    EXECUTE format($question$
        SELECT EXISTS (
            SELECT FROM %1$I.wagtailcore_page page
            JOIN %1$I.django_content_type kind ON kind.id = page.content_type_id
            JOIN disclosure_register_disclosedtype disclosed
                ON disclosed.app_label = kind.app_label AND disclosed.model = kind.model
            WHERE page.id = $1 AND page.live
              AND NOT EXISTS (
                  SELECT FROM disclosure_register_registerentry entry
                  WHERE entry.page = page.id AND entry.state = 'public'
                    AND (entry.bureau = $2 OR $2 IS NULL))
              AND NOT EXISTS (
                  SELECT FROM %1$I.wagtailcore_pageviewrestriction closed
                  JOIN %1$I.wagtailcore_page above ON above.id = closed.page_id
                  WHERE left(page.path, length(above.path)) = above.path))
        $question$, TG_TABLE_SCHEMA)
    INTO unregistered
    USING NEW.id, CASE WHEN TG_TABLE_SCHEMA LIKE 'bureau\_%' THEN substr(TG_TABLE_SCHEMA, 8) END;
    IF unregistered THEN
        RAISE EXCEPTION 'page % of % is live and not in the register: publish it as an editor does',
            NEW.id, TG_TABLE_SCHEMA USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("disclosure_register", "0004_numbers_stay")]

    operations = [
        migrations.CreateModel(
            name="DisclosedType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("app_label", models.CharField(max_length=100)),
                ("model", models.CharField(max_length=100)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["app_label", "model"], name="disclosure_one_row_a_type"
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION disclosure_check_registered CASCADE;"),
    ]
