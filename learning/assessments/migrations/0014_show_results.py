"""Scores, right and wrong, and the right answers each have a time; so far the first two were shown at once."""

from django.db import migrations, models


def tell_right_and_wrong_with_the_answers(apps, schema_editor):
    """Whoever kept the right answers back didn't want to have them found one by one either."""
    for name in ("Quiz", "Exam"):
        rows = apps.get_model("assessments", name).objects.using(schema_editor.connection.alias)
        rows.filter(show_answers="after_each").update(show_outcomes="at_once")
        for kept in ("never", "after_deadline"):
            rows.filter(show_answers=kept).update(show_outcomes=kept)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0013_grade_categories'),
    ]

    operations = [
        migrations.AddField(
            model_name='exam',
            name='show_outcomes',
            field=models.CharField(choices=[('never', 'Never'), ('at_once', 'After each attempt'), ('after_passing', 'After passing or the last attempt'), ('after_deadline', 'After the deadline')], default='after_passing', help_text='After each attempt, learners can find the answers by trying again.', max_length=16, verbose_name='show which answers are correct'),
        ),
        migrations.AddField(
            model_name='exam',
            name='show_scores',
            field=models.CharField(choices=[('never', 'Never'), ('at_once', 'As soon as an attempt is graded'), ('after_deadline', 'After the deadline')], default='at_once', max_length=16, verbose_name='show scores'),
        ),
        migrations.AddField(
            model_name='quiz',
            name='show_outcomes',
            field=models.CharField(choices=[('never', 'Never'), ('at_once', 'After each attempt'), ('after_passing', 'After passing or the last attempt'), ('after_deadline', 'After the deadline')], default='after_passing', help_text='After each attempt, learners can find the answers by trying again.', max_length=16, verbose_name='show which answers are correct'),
        ),
        migrations.AddField(
            model_name='quiz',
            name='show_scores',
            field=models.CharField(choices=[('never', 'Never'), ('at_once', 'As soon as an attempt is graded'), ('after_deadline', 'After the deadline')], default='at_once', max_length=16, verbose_name='show scores'),
        ),
        migrations.RunPython(tell_right_and_wrong_with_the_answers, migrations.RunPython.noop),
    ]
