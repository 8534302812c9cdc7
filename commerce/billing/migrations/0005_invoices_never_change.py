"""PostgreSQL refuses a change of invoices, credit notes and what they are about."""

from django.db import migrations

TABLES = ["billing_invoice", "billing_invoiceline"]


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
    dependencies = [("common", "0002_refuse_change"), ("billing", "0004_invoices")]

    operations = [migrations.RunPython(guard, unguard)]
