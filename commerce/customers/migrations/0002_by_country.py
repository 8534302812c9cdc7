"""Customers are filtered by country."""

from django.db import migrations, models


class AddIndexMeanwhile(migrations.AddIndex):
    """While others go on writing: on PostgreSQL an index of a large table is made concurrently."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            return super().database_forwards(app_label, schema_editor, from_state, to_state)
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            # What an interrupted attempt left behind is no index that anything uses.
            schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.index.name}"')
            made = str(self.index.create_sql(model, schema_editor))
            concurrently = made.replace("CREATE INDEX", "CREATE INDEX CONCURRENTLY", 1)
            schema_editor.execute(concurrently, params=None)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("customers", "0001_initial")]

    operations = [
        AddIndexMeanwhile(
            model_name="customer",
            index=models.Index(fields=["country", "-created_at", "-id"], name="customers_by_country"),
        ),
    ]
