"""A work is called a graded item, and its weight an item's. Tables, columns and constraints keep their names."""

import django.db.models.deletion
from django.db import migrations, models

FIELD = "graded_item"
HOLDERS = ("placement", "quiz", "exam", "assignment", "accommodation", "itemweight", "gradeoverride")


def _reference(**kwargs):
    return models.ForeignKey(to="assessments.gradeditem", db_column="work_id", **kwargs)


def _protected(**kwargs):
    return _reference(on_delete=django.db.models.deletion.PROTECT, **kwargs)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_open_activity_kinds"),
    ]

    operations = [
        migrations.AlterModelTable("work", "assessments_work"),
        migrations.RenameModel("Work", "GradedItem"),
        migrations.AlterModelTable("workweight", "assessments_workweight"),
        migrations.RenameModel("WorkWeight", "ItemWeight"),
        # The database has nothing to do: every column, index and constraint stays what it is.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("placement", "assessments_placed_once_per_block"),
                migrations.RemoveConstraint("placement", "assessments_placed_once_on_course"),
                migrations.RemoveConstraint("itemweight", "assessments_work_weighed_once"),
                migrations.RemoveIndex("gradeoverride", "assessments_overrides"),
                *(migrations.RenameField(model, "work", FIELD) for model in HOLDERS),
                migrations.AlterField("placement", FIELD, _protected(related_name="placements")),
                *(
                    migrations.AlterField(model, FIELD, _protected(related_name="+", editable=False))
                    for model in ("quiz", "exam", "assignment")
                ),
                migrations.AlterField(
                    "accommodation",
                    FIELD,
                    _protected(
                        verbose_name="work",
                        null=True,
                        blank=True,
                        related_name="accommodations",
                        help_text="Leave empty for all of the course.",
                    ),
                ),
                migrations.AlterField(
                    "itemweight",
                    FIELD,
                    _reference(on_delete=django.db.models.deletion.CASCADE, related_name="+"),
                ),
                migrations.AlterField("gradeoverride", FIELD, _protected(related_name="+")),
                migrations.AlterField(
                    "gradeditem",
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="graded_items",
                        to="courses.course",
                        verbose_name="course",
                    ),
                ),
                migrations.AddConstraint(
                    "placement",
                    models.UniqueConstraint(
                        condition=models.Q(("lesson__isnull", False)),
                        fields=("lesson", "block_id", FIELD),
                        name="assessments_placed_once_per_block",
                    ),
                ),
                migrations.AddConstraint(
                    "placement",
                    models.UniqueConstraint(
                        condition=models.Q(("lesson__isnull", True)),
                        fields=(FIELD,),
                        name="assessments_placed_once_on_course",
                    ),
                ),
                migrations.AddConstraint(
                    "itemweight",
                    models.UniqueConstraint(
                        fields=("scheme", FIELD), name="assessments_work_weighed_once"
                    ),
                ),
                migrations.AddIndex(
                    "gradeoverride",
                    models.Index(fields=["enrolment", FIELD, "id"], name="assessments_overrides"),
                ),
            ],
        ),
    ]
