"""What was revoked only because a cohort was left, a date passed or a bundle was taken back has ended with its
source; each with an event that says so. PostgreSQL looks at that, too, from now on."""

from django.db import migrations
from django.utils import timezone

BATCH = 1_000

GUARD = """
    CREATE OR REPLACE FUNCTION access_grant_has_history() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        stands access_courseaccess%ROWTYPE;
        told access_accessevent%ROWTYPE;
    BEGIN
        SELECT * INTO stands FROM access_courseaccess WHERE id = NEW.id;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        SELECT * INTO told FROM access_accessevent WHERE grant_id = NEW.id ORDER BY id DESC LIMIT 1;
        IF NOT FOUND OR (told.status, told.starts_at, told.ends_at{told})
                IS DISTINCT FROM (stands.status, stands.starts_at, stands.ends_at{stands}) THEN
            RAISE EXCEPTION 'grant % was changed without its event', NEW.id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        names = {"told": ", told.ended_with_source", "stands": ", stands.ended_with_source"}
        schema_editor.execute(GUARD.format(**names), params=None)


def guard_less(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GUARD.format(told="", stands=""), params=None)


def say_what_ended(apps, schema_editor):
    """By itself (nobody is the actor), by leaving at that moment, or with its purchase. May be run again."""
    Grant, Event = apps.get_model("access", "CourseAccess"), apps.get_model("access", "AccessEvent")
    closed = Grant.objects.filter(status="revoked", ended_with_source=False).order_by("pk")
    left, taken_back = _left(apps), _taken_back(apps)
    ended = [
        grant
        for grant in closed.filter(source_kind__in=("cohort", "bundle")).iterator(chunk_size=BATCH)
        if (grant.source_id, grant.person_id, grant.revoked_at) in left and grant.source_kind == "cohort"
        or grant.source_kind == "cohort" and grant.revoked_by_id is None
        or grant.source_kind == "bundle" and (grant.source_id, grant.revoked_at) in taken_back
    ]
    now = timezone.now()
    for start in range(0, len(ended), BATCH):
        some = ended[start : start + BATCH]
        Grant.objects.filter(pk__in=[grant.pk for grant in some]).update(ended_with_source=True)
        Event.objects.bulk_create(
            Event(
                grant_id=grant.pk,
                kind="ended",
                at=now,
                reason=grant.revoked_reason,
                status="revoked",
                ended_with_source=True,
                starts_at=grant.starts_at,
                ends_at=grant.ends_at,
            )
            for grant in some
        )


def _left(apps):
    members = apps.get_model("access", "CohortMember").objects.filter(left_at__isnull=False)
    rows = members.values_list("cohort_id", "person_id", "left_at")
    return {(str(cohort), person, left_at) for cohort, person, left_at in rows.iterator()}


def _taken_back(apps):
    purchases = apps.get_model("access", "BundlePurchase").objects.filter(revoked_at__isnull=False)
    return {(str(pk), at) for pk, at in purchases.values_list("pk", "revoked_at").iterator()}


class Migration(migrations.Migration):
    dependencies = [("access", "0013_grants_that_end_with_their_source")]

    operations = [
        migrations.RunPython(guard, guard_less),
        migrations.RunPython(say_what_ended, migrations.RunPython.noop),
    ]
