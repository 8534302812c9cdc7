"""What a top-up put into the wallet is what its order has received and kept; what was lost of it counts as kept."""

from django.db import migrations

CHECK = """
CREATE OR REPLACE FUNCTION orders_money_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
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
        AND (
            account.kind IN ('revenue', 'tax', 'payable', 'deposits', 'losses')
            OR account.kind = 'wallet' AND EXISTS (
                SELECT 1 FROM orders_orderline line WHERE line.order_id = NEW.id AND line.kind = 'top_up'
            )
        );
    IF kept <> posted THEN
        RAISE EXCEPTION 'order % has % but % is posted', NEW.number, kept, posted
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
FORMER = """
CREATE OR REPLACE FUNCTION orders_money_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
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


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CHECK, None)


def guard_as_before(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORMER, None)


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_top_ups")]

    operations = [migrations.RunPython(guard, guard_as_before)]
