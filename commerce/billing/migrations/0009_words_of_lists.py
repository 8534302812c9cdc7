"""Payments, refunds and invoices are searched for by parts of references, numbers and names.

Without the extension `pg_trgm` (it comes with PostgreSQL's contrib package), or without the right to create
it, searching works as before, only slower: then nothing is made here. See docs/performance.md.
"""

from django.db import DatabaseError, migrations, router, transaction

INDEXES = {
    "billing_payments_words": ("billing_payment", ("gateway_reference", "transaction_id")),
    "billing_refunds_words": ("billing_refund", ("gateway_reference",)),
    "billing_invoices_words": ("billing_invoice", ("number", "buyer_name", "tax_number")),
}
_AVAILABLE = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"


def make(apps, schema_editor):
    connection = schema_editor.connection
    if not router.allow_migrate(connection.alias, "billing"):
        return  # these tables lie in another database
    if connection.vendor != "postgresql" or not _has_trigrams(connection):
        return
    with connection.cursor() as cursor:
        for name, (table, columns) in INDEXES.items():
            listed = ", ".join(f'upper("{column}"::text) gin_trgm_ops' for column in columns)
            cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')
            cursor.execute(f'CREATE INDEX CONCURRENTLY "{name}" ON "{table}" USING gin ({listed})')
            # How often a word stands in the columns is known of an index only once it was analysed.
            cursor.execute(f'ANALYZE "{table}"')


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for name in INDEXES:
                cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')


def _has_trigrams(connection):
    with connection.cursor() as cursor:
        cursor.execute(_AVAILABLE)
        if cursor.fetchone() is None:
            return False
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            return False
    return True


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("billing", "0008_filters_of_lists")]

    operations = [migrations.RunPython(make, drop)]
