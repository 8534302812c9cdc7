"""Leave a fifth of each page of the positions free, so that PostgreSQL updates rows where they lie."""

from django.db import migrations

TABLE = "progress_lessonposition"


def leave_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} SET (fillfactor = 80)")


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("progress", "0002_frozen_completions")]

    operations = [migrations.RunPython(leave_room, fill)]
