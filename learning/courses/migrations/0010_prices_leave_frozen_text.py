"""The text that releases keep says nothing of prices: in batches, may be run again."""

from django.db import migrations

BATCH = 200


def forget_prices(apps, schema_editor):
    Release = apps.get_model("courses", "Release")
    releases = Release.objects.using(schema_editor.connection.alias)
    last = 0
    while rows := list(releases.filter(pk__gt=last).only("content").order_by("pk")[:BATCH]):
        for row in rows:
            if any("prices" in text for text in row.content.values()):
                for text in row.content.values():
                    text.pop("prices", None)
                row.save(update_fields=["content"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("courses", "0009_prices_leave_pages_and_releases")]

    operations = [migrations.RunPython(forget_prices, migrations.RunPython.noop)]
