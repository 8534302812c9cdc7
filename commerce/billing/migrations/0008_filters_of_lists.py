"""Payments, refunds and invoices are filtered, the newest first."""

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

    dependencies = [("billing", "0007_erased_buyers")]

    operations = [
        AddIndexMeanwhile(
            model_name="payment",
            index=models.Index(fields=["status", "-created_at", "-id"], name="billing_payments_by_status"),
        ),
        AddIndexMeanwhile(
            model_name="payment",
            index=models.Index(fields=["gateway", "-created_at", "-id"], name="billing_payments_by_gateway"),
        ),
        AddIndexMeanwhile(
            model_name="payment",
            index=models.Index(fields=["currency", "-created_at", "-id"], name="billing_payments_by_currency"),
        ),
        AddIndexMeanwhile(
            model_name="refund",
            index=models.Index(fields=["status", "-created_at", "-id"], name="billing_refunds_by_status"),
        ),
        AddIndexMeanwhile(
            model_name="refund",
            index=models.Index(fields=["reason", "-created_at", "-id"], name="billing_refunds_by_reason"),
        ),
        AddIndexMeanwhile(
            model_name="refund",
            index=models.Index(fields=["currency", "-created_at", "-id"], name="billing_refunds_by_currency"),
        ),
        AddIndexMeanwhile(
            model_name="invoice",
            index=models.Index(fields=["kind", "-issued_at", "-id"], name="billing_invoices_by_kind"),
        ),
        AddIndexMeanwhile(
            model_name="invoice",
            index=models.Index(fields=["cause", "-issued_at", "-id"], name="billing_invoices_by_cause"),
        ),
        AddIndexMeanwhile(
            model_name="invoice",
            index=models.Index(fields=["year", "-issued_at", "-id"], name="billing_invoices_by_year"),
        ),
        AddIndexMeanwhile(
            model_name="invoice",
            index=models.Index(fields=["currency", "-issued_at", "-id"], name="billing_invoices_by_currency"),
        ),
        AddIndexMeanwhile(
            model_name="invoice",
            index=models.Index(fields=["country", "-issued_at", "-id"], name="billing_invoices_by_country"),
        ),
    ]
