"""Milestones about a quiz or an exam, and the best scores of quizzes."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_dated_memberships"),
        ("courses", "0005_placed_activities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="milestone",
            name="access_milestone_once_per_course",
        ),
        migrations.RemoveConstraint(
            model_name="milestone",
            name="access_milestone_once_per_lesson",
        ),
        migrations.AddField(
            model_name="milestone",
            name="subject",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="kind",
            field=models.CharField(
                choices=[
                    ("required_lessons", "All required lessons done"),
                    ("course_halfway", "Half of the required lessons done"),
                    ("course_completed", "Course completed"),
                    ("quiz_scored", "Best score of a quiz"),
                    ("quiz_passed", "Quiz passed"),
                    ("exam_passed", "Exam passed"),
                ],
                max_length=24,
                verbose_name="achievement",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lesson__isnull", True), ("subject__isnull", True)),
                fields=("person", "course", "kind"),
                name="access_milestone_once_per_course",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lesson__isnull", False), ("subject__isnull", True)),
                fields=("person", "course", "kind", "lesson"),
                name="access_milestone_once_per_lesson",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("subject__isnull", False), models.Q(("kind", "quiz_scored"), _negated=True)
                ),
                fields=("person", "subject", "kind"),
                name="access_milestone_once_per_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "quiz_scored")),
                fields=("person", "subject", "score"),
                name="access_milestone_once_per_score",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "quiz_scored"), _negated=True),
                    models.Q(("lesson__isnull", True), ("score__isnull", False), ("subject__isnull", False)),
                    _connector="OR",
                ),
                name="access_milestone_score_of_something",
            ),
        ),
    ]
