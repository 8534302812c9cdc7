from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0021_enrolled_tally")]

    operations = [
        migrations.AlterModelOptions(
            name="bulkenrolmentjob",
            options={
                "ordering": ["-created_at", "-pk"],
                "verbose_name": "bulk enrolment",
                "verbose_name_plural": "bulk enrolment jobs",
            },
        ),
    ]
