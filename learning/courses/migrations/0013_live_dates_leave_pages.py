"""Lesson pages hold no dates any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("courses", "0012_carry_live_dates_over")]

    operations = [
        migrations.RemoveField(model_name="lessonpage", name="live_starts_at"),
        migrations.RemoveField(model_name="lessonpage", name="live_join_url"),
    ]
