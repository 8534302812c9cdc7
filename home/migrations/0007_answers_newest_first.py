"""Answers to a form are listed the newest first; the table is Wagtail's, and has no index for it."""

from django.db import migrations

NAME, TABLE = "home_answers_newest_first", "wagtailforms_formsubmission"


def make(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        meanwhile = " CONCURRENTLY" if schema_editor.connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP INDEX{meanwhile} IF EXISTS {NAME}")
        cursor.execute(f"CREATE INDEX{meanwhile} {NAME} ON {TABLE} (page_id, submit_time, id)")


def drop(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("home", "0006_legal_pages"), ("wagtailforms", "0005_alter_formsubmission_form_data")]

    operations = [migrations.RunPython(make, drop)]
