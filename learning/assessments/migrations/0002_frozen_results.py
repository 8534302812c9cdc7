"""What was asked, answered and marked stays as it was: PostgreSQL refuses to change or delete it."""

from django.db import migrations

APPEND_ONLY = (
    "assessments_answerentry",
    "assessments_extension",
    "assessments_gradeoverride",
    "assessments_marking",
)
# Columns that are never changed; and those that are not, once the first of them is written.
FROZEN = {
    "assessments_attempt": (
        "enrolment_id,placement_id,number,paper,paper_hash,seed,rules,started_at,most_points",
        "submitted_at,seconds_taken,was_closed_by_clock,is_final",
    ),
    "assessments_submission": (
        "enrolment_id,placement_id,number,brief,brief_hash,started_at,most_points",
        "submitted_at,text,is_late,due_at,seconds_taken,is_final",
    ),
    "assessments_markedquestion": (
        "attempt_id,place,question_id,kind,content_hash,answer,most_marks",
        "",
    ),
}
FUNCTION = """
    CREATE FUNCTION assessments_keep_what_was_done() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        always text[] := string_to_array(TG_ARGV[0], ',');
        after text[] := string_to_array(TG_ARGV[1], ',');
        stood jsonb := to_jsonb(OLD);
        stands jsonb;
        name text;
    BEGIN
        IF current_setting('lyceum.erasing', true) IS NOT DISTINCT FROM 'on' THEN
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION '%: rows are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        stands := to_jsonb(NEW);
        IF array_length(after, 1) > 0 AND stood ->> after[1] IS NOT NULL THEN
            always := always || after;
        END IF;
        FOREACH name IN ARRAY always LOOP
            IF stands -> name IS DISTINCT FROM stood -> name THEN
                RAISE EXCEPTION '% %: % is never changed', TG_TABLE_NAME, OLD.id, name
                    USING ERRCODE = 'restrict_violation';
            END IF;
        END LOOP;
        RETURN NEW;
    END
    $$
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        for table, (always, after) in FROZEN.items():
            schema_editor.execute(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION assessments_keep_what_was_done('{always}', '{after}')"
            )
        for table in APPEND_ONLY:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
            )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in APPEND_ONLY:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        for table in FROZEN:
            schema_editor.execute(f"DROP TRIGGER {table}_kept ON {table}")
        schema_editor.execute("DROP FUNCTION assessments_keep_what_was_done()")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("common", "0002_refuse_change")]

    operations = [migrations.RunPython(guard, unguard)]
