"""What counts of a person's quiz or exam after staff revoked what a score opened; append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "access_achievementcorrection"


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
        ("courses", "0002_frozen_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("access", "0015_bulk_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name='AchievementCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.UUIDField()),
                ('score', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='score in %')),
                ('passed', models.BooleanField(verbose_name='passed')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.course')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'correction of an achievement',
                'verbose_name_plural': 'corrections of achievements',
                'indexes': [models.Index(fields=['person', 'subject', '-at', '-id'], name='access_corrections_last_first')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
