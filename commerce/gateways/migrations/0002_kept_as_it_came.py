from django.db import migrations

TABLE = "gateways_gatewaymessage"
# What may be written after a message came: outcome, handled_at, attempts, error.
KEPT = "gateway, external_id, kind, body, sent_at, received_at, payment_reference, transaction_id"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE DELETE OR UPDATE OF {KEPT} ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("common", "0002_refuse_change"), ("gateways", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
