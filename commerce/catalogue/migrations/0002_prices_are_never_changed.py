"""On PostgreSQL, refuse to change or delete a price that was set, or its withdrawal."""

from django.db import migrations

TABLES = ("catalogue_price", "catalogue_pricewithdrawal")


def guard(apps, schema_editor):
    if not has_tables(schema_editor):
        return
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
        )


def unguard(apps, schema_editor):
    if not has_tables(schema_editor):
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def has_tables(schema_editor):
    """Whether this database holds commerce's tables: they may lie in one of their own."""
    connection = schema_editor.connection
    return connection.vendor == "postgresql" and TABLES[0] in connection.introspection.table_names()


class Migration(migrations.Migration):
    dependencies = [("common", "0002_refuse_change"), ("catalogue", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
