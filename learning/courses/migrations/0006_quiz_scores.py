"""Quizzes in which a score has to be reached before a course."""

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0005_placed_activities'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuizPrerequisite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('quiz', models.UUIDField(verbose_name='quiz')),
                ('least_score', models.PositiveSmallIntegerField(default=70, help_text='The best score of each learner counts.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='least score in %')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='quiz_prerequisites', to='courses.coursepage')),
            ],
            options={
                'verbose_name': 'quiz to pass before',
                'verbose_name_plural': 'quizzes to pass before',
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'quiz'), name='courses_quiz_prerequisite_once')],
            },
        ),
    ]
