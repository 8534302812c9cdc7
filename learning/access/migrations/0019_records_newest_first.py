"""Records of access are listed the newest first, and counted for one course or cohort."""

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

    dependencies = [("access", "0018_frozen_release_moves")]

    operations = [
        AddIndexMeanwhile(
            model_name="enrolment",
            index=models.Index(fields=["-enrolled_at", "-id"], name="access_enrolled_last"),
        ),
        AddIndexMeanwhile(
            model_name="enrolment",
            index=models.Index(fields=["course", "-enrolled_at", "-id"], name="access_enrolled_in_course"),
        ),
        AddIndexMeanwhile(
            model_name="courseaccess",
            index=models.Index(fields=["-granted_at", "-id"], name="access_grants_newest_first"),
        ),
        AddIndexMeanwhile(
            model_name="courseaccess",
            index=models.Index(
                fields=["person", "course", "run", "status"],
                name="access_grants_paid_for",
                condition=models.Q(type__in=("purchase", "bundle", "subscription", "voucher")),
            ),
        ),
        AddIndexMeanwhile(
            model_name="cohortmember",
            index=models.Index(fields=["-joined_at", "-id"], name="access_members_newest_first"),
        ),
        AddIndexMeanwhile(
            model_name="cohortmember",
            index=models.Index(fields=["cohort", "joined_at", "id"], name="access_members_of_cohort"),
        ),
        AddIndexMeanwhile(
            model_name="pathmember",
            index=models.Index(fields=["-joined_at", "-id"], name="access_path_newest_first"),
        ),
        AddIndexMeanwhile(
            model_name="bundlepurchase",
            index=models.Index(fields=["-purchased_at", "-id"], name="access_bundles_newest_first"),
        ),
        AddIndexMeanwhile(
            model_name="waitlistentry",
            index=models.Index(
                fields=["cohort", "asked_at", "id"],
                name="access_waiting_for_cohort",
                condition=models.Q(told_at__isnull=True),
            ),
        ),
    ]
