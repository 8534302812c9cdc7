"""A work may be of whatever kind of activity there is: the column has no closed list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_open_question_types"),
    ]

    operations = [
        migrations.AlterField(
            model_name="work",
            name="kind",
            field=models.CharField(max_length=16, verbose_name="kind"),
        ),
    ]
