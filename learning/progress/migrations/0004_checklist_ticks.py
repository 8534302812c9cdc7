"""What learners tick off in the checklists of lessons."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0003_room_for_positions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChecklistTick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("block_id", models.CharField(max_length=36)),
                ("item_id", models.CharField(max_length=36)),
                ("ticked_at", models.DateTimeField()),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checklist_ticks",
                        to="access.enrolment",
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.lesson",
                    ),
                ),
            ],
            options={
                "verbose_name": "tick",
                "verbose_name_plural": "ticks",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "lesson", "block_id", "item_id"), name="progress_ticked_once"
                    )
                ],
            },
        ),
    ]
