"""Every grant gets the history it lacks; from then on PostgreSQL refuses a change of one without its event."""

from django.db import migrations

BATCH = 1_000

FUNCTIONS = (
    """
    CREATE FUNCTION access_grant_has_history() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        stands access_courseaccess%ROWTYPE;
        told access_accessevent%ROWTYPE;
    BEGIN
        SELECT * INTO stands FROM access_courseaccess WHERE id = NEW.id;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        SELECT * INTO told FROM access_accessevent WHERE grant_id = NEW.id ORDER BY id DESC LIMIT 1;
        IF NOT FOUND OR (told.status, told.starts_at, told.ends_at)
                IS DISTINCT FROM (stands.status, stands.starts_at, stands.ends_at) THEN
            RAISE EXCEPTION 'grant % was changed without its event', NEW.id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE FUNCTION access_grant_stays_whose_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('lyceum.erasing', true) IS DISTINCT FROM 'on'
                AND (NEW.person_id, NEW.course_id, NEW.source_key, NEW.granted_at)
                IS DISTINCT FROM (OLD.person_id, OLD.course_id, OLD.source_key, OLD.granted_at) THEN
            RAISE EXCEPTION 'grant %: person, course, source and date stay', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END
    $$
    """,
)
APPEND_ONLY = ("access_accessevent", "access_cohortchange", "access_pathedition")
TRIGGERS = (
    *(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
        for table in APPEND_ONLY
    ),
    "CREATE CONSTRAINT TRIGGER access_courseaccess_history AFTER INSERT OR UPDATE ON access_courseaccess"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_grant_has_history()",
    "CREATE TRIGGER access_courseaccess_identity BEFORE UPDATE ON access_courseaccess"
    " FOR EACH ROW EXECUTE FUNCTION access_grant_stays_whose_it_is()",
)
REMOVED = (
    "DROP TRIGGER access_courseaccess_identity ON access_courseaccess",
    "DROP TRIGGER access_courseaccess_history ON access_courseaccess",
    *(f"DROP TRIGGER {table}_append_only ON {table}" for table in APPEND_ONLY),
    "DROP FUNCTION access_grant_stays_whose_it_is()",
    "DROP FUNCTION access_grant_has_history()",
)


def write_history(apps, schema_editor):
    """What happened between granting and now was not kept: a revocation is known, a lock only as it stands."""
    Grant = apps.get_model("access", "CourseAccess")
    Event = apps.get_model("access", "AccessEvent")
    events = []
    for grant in Grant.objects.filter(events=None).order_by("pk").iterator(chunk_size=BATCH):
        span = {"grant_id": grant.pk, "starts_at": grant.starts_at, "ends_at": grant.ends_at}
        first = "pending" if grant.status == "pending" else "unlocked"
        granted = {"kind": "granted", "status": first, "at": grant.granted_at, "actor_id": grant.granted_by_id}
        events.append(Event(**span, **granted))
        if grant.status == "revoked":
            revoked = {"kind": "revoked", "status": "revoked", "reason": grant.revoked_reason}
            revoked |= {"at": grant.revoked_at, "actor_id": grant.revoked_by_id}
            events.append(Event(**span, **revoked))
        elif grant.status == "locked":
            events.append(Event(**span, kind="locked", status="locked", at=grant.granted_at))
        if len(events) >= BATCH:
            Event.objects.bulk_create(events)
            events = []
    Event.objects.bulk_create(events)


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # Rows written just now have deferred checks of their own, which no later statement may wait behind.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in (*FUNCTIONS, *TRIGGERS):
            schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in REMOVED:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("common", "0002_refuse_change"), ("access", "0003_grant_history")]

    operations = [
        migrations.RunPython(write_history, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
