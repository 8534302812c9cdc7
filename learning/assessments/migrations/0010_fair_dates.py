"""What was handed in late follows another due date; drafts are handed in when nothing is taken any more."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import F
from django.utils import timezone

ALWAYS = "enrolment_id,placement_id,number,brief,brief_hash,started_at,most_points"
BEFORE = "submitted_at,text,is_late,due_at,seconds_taken,is_final"
# Lateness is derived from the date that holds; what was handed in, and when, stays.
AFTER = "submitted_at,text,was_closed_by_clock,seconds_taken,is_final"


def guard(schema_editor, after):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER assessments_submission_kept ON assessments_submission")
        schema_editor.execute(
            "CREATE TRIGGER assessments_submission_kept BEFORE UPDATE OR DELETE ON assessments_submission"
            f" FOR EACH ROW EXECUTE FUNCTION assessments_keep_what_was_done('{ALWAYS}', '{after}')"
        )


def let_dates_move(apps, schema_editor):
    guard(schema_editor, AFTER)


def keep_dates(apps, schema_editor):
    guard(schema_editor, BEFORE)


def close_drafts(apps, schema_editor):
    """Those whose date is still ahead; what was missed before stays a draft."""
    drafts = apps.get_model("assessments", "Submission").objects.using(schema_editor.connection.alias)
    refusing = drafts.filter(status="in_progress", brief__late_policy="refuse", due_at__gt=timezone.now())
    refusing.update(closes_at=F("due_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_screen_texts'),
        ('assessments', '0009_natural_order'),
        ('courses', '0014_screen_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='accommodation',
            name='assessments_extension_for_person_or_cohort',
        ),
        migrations.AddField(
            model_name='submission',
            name='closes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='submitted automatically at'),
        ),
        migrations.AddField(
            model_name='submission',
            name='was_closed_by_clock',
            field=models.BooleanField(default=False, verbose_name='submitted automatically when time ran out'),
        ),
        migrations.AlterField(
            model_name='marking',
            name='how',
            field=models.CharField(choices=[('automatic', 'Automatically'), ('manual', 'Manually'), ('remark', 'Regraded with corrected answers'), ('override', 'Overridden'), ('date_moved', 'Late penalty changed with the due date')], max_length=12, verbose_name='method'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('closes_at__isnull', False), ('status', 'in_progress')), fields=['closes_at'], name='assessments_drafts_close'),
        ),
        migrations.AddConstraint(
            model_name='accommodation',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('cohort__isnull', True), _connector='OR'), name='assessments_extension_for_one_kind'),
        ),
        migrations.RunPython(let_dates_move, keep_dates),
        migrations.RunPython(close_drafts, migrations.RunPython.noop),
    ]
