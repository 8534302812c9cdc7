from django.db import migrations, models

BATCH = 500


def count_what_was_watched(apps, schema_editor):
    """By the length that each video has in the release that the learner is shown; a repeat gives the same."""
    Position = apps.get_model("progress", "LessonPosition")
    ReleaseLesson = apps.get_model("courses", "ReleaseLesson")
    watched = Position.objects.exclude(parts=0).select_related("enrolment__course").order_by("pk")
    lengths, last = {}, 0
    while rows := list(watched.filter(pk__gt=last)[:BATCH]):
        for row in rows:
            key = (row.enrolment.release_id or row.enrolment.course.latest_release_id, row.lesson_id)
            if key not in lengths:
                found = ReleaseLesson.objects.filter(release=key[0], lesson=key[1]).values_list("videos", flat=True)
                lengths[key] = dict(found.first() or ())
            length = lengths[key].get(row.video_id, 0)
            row.watched_seconds = max(row.watched_seconds, round(row.parts.bit_count() * length / 60))
        Position.objects.bulk_update(rows, ["watched_seconds"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0007_screen_texts"),
        ("access", "0001_initial"),
        ("courses", "0014_screen_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="lessonposition",
            name="watched_seconds",
            field=models.PositiveIntegerField(
                default=0, help_text="How much of the video was watched, by its length at the time."
            ),
        ),
        migrations.RunPython(count_what_was_watched, migrations.RunPython.noop),
    ]
