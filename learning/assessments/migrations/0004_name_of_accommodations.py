"""More time, more attempts or a later due date is an accommodation. The table keeps its name."""

from django.db import migrations

RENAMED = {"extension": "accommodation"}


def rename_permissions(apps, schema_editor):
    """What roles and people may do stays theirs: Django names a permission after its model."""
    Permission = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for old, new in RENAMED.items():
        for permission in Permission.filter(content_type__app_label="assessments", codename__endswith=f"_{old}"):
            permission.codename = permission.codename.removesuffix(old) + new
            permission.save(update_fields=["codename"])


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_private_files_of_submissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterModelTable("extension", "assessments_extension"),
        migrations.RenameModel("Extension", "Accommodation"),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
