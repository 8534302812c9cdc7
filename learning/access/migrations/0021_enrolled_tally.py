"""How many people take a course is counted in the transaction that enrols them, on PostgreSQL."""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
    CREATE FUNCTION access_tally_enrolments() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO access_enrolledtally (course_id, people)
            SELECT course_id, count(*) FROM changed WHERE run = 1 GROUP BY course_id;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO access_enrolledtally (course_id, people)
            SELECT course_id, -count(*) FROM changed WHERE run = 1 GROUP BY course_id;
        ELSE
            INSERT INTO access_enrolledtally (course_id, people)
            SELECT course_id, people FROM (VALUES (OLD.run, OLD.course_id, -1), (NEW.run, NEW.course_id, 1))
                AS moved (run, course_id, people)
            WHERE run = 1;
        END IF;
        RETURN NULL;
    END
    $$
"""
TRIGGERS = (
    "CREATE TRIGGER access_enrolment_tally_in AFTER INSERT ON access_enrolment"
    " REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION access_tally_enrolments()",
    "CREATE TRIGGER access_enrolment_tally_out AFTER DELETE ON access_enrolment"
    " REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION access_tally_enrolments()",
    "CREATE TRIGGER access_enrolment_tally_moved AFTER UPDATE ON access_enrolment FOR EACH ROW"
    " WHEN ((OLD.course_id, OLD.run) IS DISTINCT FROM (NEW.course_id, NEW.run))"
    " EXECUTE FUNCTION access_tally_enrolments()",
)
COUNTED = """
    INSERT INTO access_enrolledtally (course_id, people)
    SELECT course_id, count(*) FROM access_enrolment WHERE run = 1 GROUP BY course_id
"""


def count(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # Nobody enrols between the count and the triggers: making them takes the lock that this one asks for.
        schema_editor.execute("LOCK TABLE access_enrolment IN SHARE ROW EXCLUSIVE MODE")
        for statement in (FUNCTION, *TRIGGERS, COUNTED):
            schema_editor.execute(statement)


def stop_counting(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in ("in", "out", "moved"):
            schema_editor.execute(f"DROP TRIGGER access_enrolment_tally_{name} ON access_enrolment")
        schema_editor.execute("DROP FUNCTION access_tally_enrolments()")


class Migration(migrations.Migration):
    dependencies = [("access", "0020_words_of_records")]

    operations = [
        migrations.CreateModel(
            name="EnrolledTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("people", models.IntegerField()),
                (
                    "course",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="courses.course",
                    ),
                ),
            ],
            options={
                "verbose_name": "number of learners",
                "verbose_name_plural": "numbers of learners",
                "default_permissions": (),
                "indexes": [models.Index(fields=["course", "people"], name="access_tally_of_course")],
            },
        ),
        migrations.RunPython(count, stop_counting),
    ]
