"""What releases say of prices becomes each course's history; the last of it is what the course costs now.

A course that was never released costs what its draft says. Runs in batches of courses and may be run again:
a course that has prices or a history of its own already is left alone.
"""

from django.db import migrations, transaction

BATCH = 200


def carry_over(apps, schema_editor):
    Course = apps.get_model("courses", "Course")
    alias = schema_editor.connection.alias
    last = 0
    while True:
        courses = list(
            Course.objects.using(alias).filter(pk__gt=last).select_related("source_locale").order_by("pk")[:BATCH]
        )
        if not courses:
            break
        with transaction.atomic(using=alias):
            for course in courses:
                _carry_over(apps, alias, course)
        last = courses[-1].pk
    apps.get_model("courses", "CoursePrice").objects.using(alias).filter(course=None).delete()


def _carry_over(apps, alias, course):
    Price = apps.get_model("courses", "CoursePrice")
    Change = apps.get_model("courses", "CoursePriceChange")
    Release = apps.get_model("courses", "Release")
    if Change.objects.using(alias).filter(course=course).exists():
        return
    locale, standing = course.source_locale.language_code, {}
    releases = Release.objects.using(alias).filter(course=course).order_by("number")
    told = [
        (_by_currency((release.content.get(locale) or {}).get("prices", ())), release.released_at, release.released_by_id)
        for release in releases.iterator(chunk_size=50)
    ]
    for prices, at, by in told or [(_drafted(apps, alias, course), course.created_at, None)]:
        for code in sorted({*standing, *prices}):
            if standing.get(code) != prices.get(code):
                Change.objects.using(alias).create(
                    course=course, currency=code, amount_minor=prices.get(code), changed_at=at, changed_by_id=by
                )
        standing = prices
    page = _source_page(apps, alias, course)
    for code, amount in sorted(standing.items()):
        kept = Price.objects.using(alias).filter(page=page, currency=code).first() if page else None
        kept = kept or Price(currency=code)
        kept.course, kept.amount_minor = course, amount
        kept.save(using=alias)
    Course = apps.get_model("courses", "Course")
    Course.objects.using(alias).filter(pk=course.pk).update(is_free=not standing)


def _by_currency(pairs):
    return {currency: amount for amount, currency in pairs if amount}


def _drafted(apps, alias, course):
    """What the latest draft of the course page says, else its row."""
    Revision = apps.get_model("wagtailcore", "Revision")
    page = _source_page(apps, alias, course)
    if page is None:
        return {}
    revision = Revision.objects.using(alias).filter(pk=page.latest_revision_id or 0).first()
    if revision is not None and "prices" in revision.content:
        rows = revision.content["prices"]
        return _by_currency((row["amount_minor"], row["currency"]) for row in rows)
    rows = apps.get_model("courses", "CoursePrice").objects.using(alias).filter(page=page)
    return _by_currency(rows.values_list("amount_minor", "currency"))


def _source_page(apps, alias, course):
    pages = apps.get_model("courses", "CoursePage").objects.using(alias).filter(course=course, alias_of=None)
    return pages.filter(locale_id=course.source_locale_id).order_by("pk").first()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("courses", "0007_history_of_prices"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
