from django.db import migrations

TABLE = "notifications_deliverylog"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("common", "0002_refuse_change"), ("notifications", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
