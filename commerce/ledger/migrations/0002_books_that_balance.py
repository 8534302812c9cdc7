"""PostgreSQL refuses a change of entries and postings, and a commit with an entry out of balance."""

from django.db import migrations

TABLES = ["ledger_journalentry", "ledger_posting"]

BALANCE = """
CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM ledger_posting WHERE entry_id = NEW.entry_id
        GROUP BY currency HAVING sum(amount_minor) <> 0
    ) THEN
        RAISE EXCEPTION 'journal entry % does not balance', NEW.entry_id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.currency <> (SELECT currency FROM ledger_ledgeraccount WHERE id = NEW.account_id) THEN
        RAISE EXCEPTION 'a posting in % stands in an account of another currency', NEW.currency
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
        )
    schema_editor.execute(BALANCE, params=None)  # its per cent signs stand for nothing
    schema_editor.execute(
        "CREATE CONSTRAINT TRIGGER ledger_posting_balances AFTER INSERT ON ledger_posting"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances()"
    )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP TRIGGER ledger_posting_balances ON ledger_posting")
    schema_editor.execute("DROP FUNCTION ledger_entry_balances()")
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")


class Migration(migrations.Migration):
    dependencies = [("common", "0002_refuse_change"), ("ledger", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
