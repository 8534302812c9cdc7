"""Prices belong to the course: their history, and room for the present ones. Filled by the next migration."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLE = "courses_coursepricechange"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0002_refuse_change"),
        ("courses", "0006_quiz_scores"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="course",
            name="is_free",
            field=models.BooleanField(
                default=True, editable=False, help_text="Whether it has no price in any currency."
            ),
        ),
        migrations.CreateModel(
            name="CoursePriceChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "amount_minor",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="amount in minor units"
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at"),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_changes",
                        to="courses.course",
                    ),
                ),
            ],
            options={
                "verbose_name": "price change",
                "verbose_name_plural": "price changes",
                "indexes": [models.Index(fields=["course", "changed_at"], name="courses_price_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__isnull", True), ("amount_minor__gt", 0), _connector="OR"),
                        name="courses_price_change_above_zero",
                    )
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
        migrations.RemoveConstraint("courseprice", "courses_one_price_per_currency"),
        migrations.AlterField(
            model_name="courseprice",
            name="page",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.coursepage"
            ),
        ),
        migrations.AddField(
            model_name="courseprice",
            name="course",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="courses.course"
            ),
        ),
    ]
