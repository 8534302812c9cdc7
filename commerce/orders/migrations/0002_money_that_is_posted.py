"""PostgreSQL refuses a commit in which the books hold another amount than an order says was received and kept."""

from django.db import migrations

CHECK = """
CREATE FUNCTION orders_money_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept bigint;
    posted bigint;
BEGIN
    SELECT paid_minor - refunded_minor - charged_back_minor INTO kept FROM orders_order WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(-sum(posting.amount_minor), 0) INTO posted
    FROM ledger_journalentry entry
    JOIN ledger_posting posting ON posting.entry_id = entry.id
    JOIN ledger_ledgeraccount account ON account.id = posting.account_id
    WHERE entry.order_number = NEW.number AND entry.order_number <> ''
        AND account.kind IN ('revenue', 'tax', 'payable', 'deposits');
    IF kept <> posted THEN
        RAISE EXCEPTION 'order % has % but % is posted', NEW.number, kept, posted
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
INSERTED = """
CREATE CONSTRAINT TRIGGER orders_new_money_is_posted AFTER INSERT ON orders_order
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (NEW.paid_minor <> 0 OR NEW.refunded_minor <> 0 OR NEW.charged_back_minor <> 0)
EXECUTE FUNCTION orders_money_is_posted()
"""
CHANGED = """
CREATE CONSTRAINT TRIGGER orders_changed_money_is_posted AFTER UPDATE ON orders_order
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (
    OLD.paid_minor <> NEW.paid_minor OR OLD.refunded_minor <> NEW.refunded_minor
    OR OLD.charged_back_minor <> NEW.charged_back_minor
)
EXECUTE FUNCTION orders_money_is_posted()
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (CHECK, INSERTED, CHANGED):
            schema_editor.execute(statement, None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in ("orders_new_money_is_posted", "orders_changed_money_is_posted"):
            schema_editor.execute(f"DROP TRIGGER {name} ON orders_order")
        schema_editor.execute("DROP FUNCTION orders_money_is_posted()")


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("ledger", "0002_books_that_balance")]

    operations = [migrations.RunPython(guard, unguard)]
