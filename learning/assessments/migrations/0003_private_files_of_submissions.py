"""Files of submissions lie with the private files, and stay once they are handed in."""

from django.db import migrations, models

FUNCTION = """
    CREATE FUNCTION assessments_keep_files_handed_in() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        file assessments_submissionfile;
    BEGIN
        IF current_setting('lyceum.erasing', true) IS NOT DISTINCT FROM 'on' THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        IF TG_OP = 'INSERT' THEN file := NEW; ELSE file := OLD; END IF;
        PERFORM 1 FROM assessments_submission
            WHERE id = file.submission_id AND submitted_at IS NOT NULL;
        IF FOUND THEN
            RAISE EXCEPTION 'file %: what was handed in is never changed', file.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END
    $$
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        schema_editor.execute(
            "CREATE TRIGGER assessments_submissionfile_kept"
            " BEFORE INSERT OR UPDATE OR DELETE ON assessments_submissionfile"
            " FOR EACH ROW EXECUTE FUNCTION assessments_keep_files_handed_in()"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER assessments_submissionfile_kept ON assessments_submissionfile")
        schema_editor.execute("DROP FUNCTION assessments_keep_files_handed_in()")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_frozen_results")]

    operations = [
        migrations.AlterField(
            model_name="submissionfile",
            name="file",
            field=models.FileField(max_length=255, upload_to=""),
        ),
        migrations.RunPython(guard, unguard),
    ]
