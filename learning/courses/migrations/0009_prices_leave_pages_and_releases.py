"""Pages and releases hold no prices any more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0008_carry_prices_over")]

    operations = [
        migrations.RemoveField(model_name="courseprice", name="page"),
        migrations.AlterField(
            model_name="courseprice",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="courses.course"
            ),
        ),
        migrations.AddConstraint(
            model_name="courseprice",
            constraint=models.UniqueConstraint(
                fields=("course", "currency"), name="courses_one_price_per_currency"
            ),
        ),
        migrations.RemoveField(model_name="release", name="is_free"),
        migrations.RemoveField(model_name="release", name="lowest_price_minor"),
    ]
