"""PostgreSQL refuses changes to what was released; on SQLite the models alone do."""

from django.db import migrations

TABLES = ["courses_releasemodule", "courses_lessonversion", "courses_releaselesson"]


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
            )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")


class Migration(migrations.Migration):
    dependencies = [("common", "0002_refuse_change"), ("courses", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
