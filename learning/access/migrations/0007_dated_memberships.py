"""Who was on a path, in a cohort or had a bundle stays as it was: PostgreSQL lets only the end be written, once."""

from django.db import migrations

FUNCTION = """
    CREATE FUNCTION access_only_its_end_is_written() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        written text[] := string_to_array(TG_ARGV[0], ',');
        stood jsonb := to_jsonb(OLD);
        stands jsonb;
    BEGIN
        IF current_setting('lyceum.erasing', true) IS NOT DISTINCT FROM 'on' THEN
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION '%: rows are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        stands := to_jsonb(NEW);
        IF stands - written IS DISTINCT FROM stood - written
                OR (stood ->> written[1] IS NOT NULL AND stands IS DISTINCT FROM stood) THEN
            RAISE EXCEPTION '% %: only its end is ever written, and once', TG_TABLE_NAME, OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END
    $$
"""
# The moment of the end first, then what is written with it.
ENDS = {
    "access_cohortmember": "left_at",
    "access_pathmember": "left_at",
    "access_bundlepurchase": "revoked_at,revoked_by_id,revoked_reason",
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        for table, columns in ENDS.items():
            schema_editor.execute(
                f"CREATE TRIGGER {table}_dated BEFORE UPDATE OR DELETE ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION access_only_its_end_is_written('{columns}')"
            )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in ENDS:
            schema_editor.execute(f"DROP TRIGGER {table}_dated ON {table}")
        schema_editor.execute("DROP FUNCTION access_only_its_end_is_written()")


class Migration(migrations.Migration):
    dependencies = [("access", "0006_bulk_access")]

    operations = [migrations.RunPython(guard, unguard)]
