"""A bulk enrolment is a job with recipients, and a waiting list has entries. The tables keep their names."""

from django.db import migrations

RENAMED = {"bulkgrant": "bulkenrolmentjob", "bulkperson": "bulkrecipient", "waiting": "waitlistentry"}


def rename_permissions(apps, schema_editor):
    """What roles and people may do stays theirs: Django names a permission after its model."""
    Permission = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for old, new in RENAMED.items():
        for permission in Permission.filter(content_type__app_label="access", codename__endswith=f"_{old}"):
            permission.codename = permission.codename.removesuffix(old) + new
            permission.save(update_fields=["codename"])


class Migration(migrations.Migration):
    dependencies = [("access", "0008_scores_of_quizzes"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.AlterModelTable("bulkgrant", "access_bulkgrant"),
        migrations.AlterModelTable("bulkperson", "access_bulkperson"),
        migrations.AlterModelTable("waiting", "access_waiting"),
        migrations.RenameModel("BulkGrant", "BulkEnrolmentJob"),
        migrations.RenameModel("BulkPerson", "BulkRecipient"),
        migrations.RenameModel("Waiting", "WaitlistEntry"),
        migrations.RenameField("bulkenrolmentjob", "ordered_by", "created_by"),
        migrations.RenameField("bulkenrolmentjob", "ordered_at", "created_at"),
        migrations.AlterModelOptions(
            name="bulkenrolmentjob",
            options={
                "ordering": ["-created_at", "-pk"],
                "verbose_name": "bulk enrolment",
                "verbose_name_plural": "bulk enrolment",
            },
        ),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
