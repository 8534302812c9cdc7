"""Each course that ever had a price becomes a product in catalogue, with all the prices it had.

The history stays here, too: rules about a past moment ask for it. Runs in batches of courses and may be run again: a
product that has prices already is left alone. Commerce may have a database of its own; then its tables must be there.
"""

from django.conf import settings
from django.db import connections, migrations, transaction

BATCH = 200


def carry_over(apps, schema_editor):
    Change = apps.get_model("courses", "CoursePriceChange")
    Course = apps.get_model("courses", "Course")
    source, target = schema_editor.connection.alias, settings.COMMERCE_DATABASE
    if not Change.objects.using(source).exists():
        return
    if "catalogue_price" not in connections[target].introspection.table_names():
        raise RuntimeError(f"Prices move to commerce's tables: first run manage.py migrate --database {target}")
    ids = Change.objects.using(source).order_by("course").values_list("course", flat=True).distinct()
    ids = list(ids)
    for start in range(0, len(ids), BATCH):
        courses = Course.objects.using(source).filter(pk__in=ids[start : start + BATCH])
        with transaction.atomic(using=target):
            for course in courses.select_related("latest_release").order_by("pk"):
                _carry_over(apps, course, source, target)


def _carry_over(apps, course, source, target):
    Product = apps.get_model("catalogue", "Product")
    Price = apps.get_model("catalogue", "Price")
    release = course.latest_release
    product, _made = Product.objects.using(target).get_or_create(
        code=f"course:{course.public_id}",
        defaults={
            "kind": "course",
            "title": course.title,
            "is_active": course.status == "active" and release is not None and not release.is_withdrawn,
            "created_at": course.created_at,
        },
    )
    if Price.objects.using(target).filter(product=product).exists():
        return
    changes = apps.get_model("courses", "CoursePriceChange").objects.using(source).filter(course=course)
    rows = changes.order_by("changed_at", "pk").values_list(
        "currency", "amount_minor", "changed_at", "changed_by__public_id"
    )
    Price.objects.using(target).bulk_create(
        Price(
            product=product,
            currency=currency,
            amount_minor=amount,
            interval="once",
            valid_from=at,
            set_at=at,
            set_by=by,
        )
        for currency, amount, at, by in rows
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("catalogue", "0002_prices_are_never_changed"),
        ("courses", "0022_what_a_sale_says"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
