"""PostgreSQL refuses changes to completions; on SQLite the models alone do."""

from django.db import migrations

TABLES = ["progress_lessoncompletion", "progress_coursecompletion"]


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
    dependencies = [("common", "0002_refuse_change"), ("progress", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
