"""What releases say of the dates of live lessons becomes their history; the last of it is the present date.

A lesson that was never released takes place when its draft says. In batches, may be run again: a lesson with
a date of its own already is left alone.
"""

from datetime import datetime

from django.db import migrations, transaction

BATCH = 200


def carry_over(apps, schema_editor):
    alias = schema_editor.connection.alias
    Page = apps.get_model("courses", "LessonPage")
    last = 0
    while True:
        pages = list(
            Page.objects.using(alias)
            .filter(pk__gt=last, alias_of=None)
            .select_related("lesson__course__source_locale")
            .order_by("pk")[:BATCH]
        )
        if not pages:
            break
        last = pages[-1].pk
        with transaction.atomic(using=alias):
            for page in pages:
                if page.locale_id == page.lesson.course.source_locale_id:
                    _carry_over(apps, alias, page)
    _carry_over_deleted(apps, alias)


def _carry_over(apps, alias, page):
    if page.kind == "live" or page.live_starts_at or page.live_join_url:
        told = _released(apps, alias, page.lesson) or [(*_drafted(apps, alias, page), page.lesson.created_at, None)]
        _keep(apps, alias, page.lesson, told)


def _carry_over_deleted(apps, alias):
    """Lessons whose page is gone, while some release still shows them."""
    Lesson = apps.get_model("courses", "Lesson")
    lessons = Lesson.objects.using(alias).filter(pages=None, live_schedule=None)
    for lesson in lessons.select_related("course__source_locale").iterator(chunk_size=BATCH):
        with transaction.atomic(using=alias):
            _keep(apps, alias, lesson, _released(apps, alias, lesson))


def _keep(apps, alias, lesson, told):
    Schedule = apps.get_model("courses", "LiveSchedule").objects.using(alias)
    Change = apps.get_model("courses", "LiveScheduleChange").objects.using(alias)
    if Schedule.filter(lesson=lesson).exists():
        return
    standing = (None, "")
    for starts_at, join_url, at, by in told:
        if (starts_at, join_url) != standing:
            Change.create(
                lesson=lesson, starts_at=starts_at, join_url=join_url, changed_at=at, changed_by_id=by
            )
            standing = starts_at, join_url
    if standing != (None, ""):
        Schedule.create(lesson=lesson, starts_at=standing[0], join_url=standing[1])


def _released(apps, alias, lesson):
    """(start, address, when, by whom) of each release in which the lesson was live, in their order."""
    rows = (
        apps.get_model("courses", "ReleaseLesson")
        .objects.using(alias)
        .filter(lesson=lesson, versions__locale_id=lesson.course.source_locale_id)
        .order_by("release__number")
    )
    columns = ("versions__content", "release__released_at", "release__released_by")
    return [
        (_moment(content.get("live_starts_at")), content.get("live_join_url") or "", at, by)
        for content, at, by in rows.values_list(*columns)
    ]


def _drafted(apps, alias, page):
    revision = (
        apps.get_model("wagtailcore", "Revision").objects.using(alias).filter(pk=page.latest_revision_id or 0).first()
    )
    if revision is None:
        return page.live_starts_at, page.live_join_url
    return _moment(revision.content.get("live_starts_at")), revision.content.get("live_join_url") or ""


def _moment(value):
    return datetime.fromisoformat(value.replace("Z", "+00:00")) if value else None


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("courses", "0011_live_schedules"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
