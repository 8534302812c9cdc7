"""Lessons that a passed quiz or a handed-in assignment completes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('progress', '0004_checklist_ticks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='lessoncompletion',
            name='how',
            field=models.CharField(choices=[('watched', 'Watched'), ('by_hand', 'Marked by the learner'), ('by_staff', 'Marked by the staff'), ('quiz', 'Quiz passed'), ('assignment', 'Assignment handed in')], max_length=16, verbose_name='how'),
        ),
    ]
