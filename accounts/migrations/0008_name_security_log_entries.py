from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_required_second_factor")]

    operations = [
        migrations.AlterModelOptions(
            name="securitylogentry",
            options={
                "default_permissions": ("view",),
                "ordering": ("-happened_at", "-pk"),
                "verbose_name": "security log entry",
                "verbose_name_plural": "security log entries",
            },
        ),
    ]
