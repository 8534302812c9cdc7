"""A lesson may be completed by whatever kind of activity there is: the column has no closed list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0005_completed_by_quiz"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lessoncompletion",
            name="how",
            field=models.CharField(max_length=16, verbose_name="how"),
        ),
    ]
