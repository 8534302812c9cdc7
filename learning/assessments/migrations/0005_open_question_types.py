"""Question types are those that the code has: their list is no part of the column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_name_of_accommodations"),
    ]

    operations = [
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.CharField(max_length=24, verbose_name="type"),
        ),
    ]
