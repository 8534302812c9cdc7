"""PostgreSQL sorts numbers in titles and names as people count: 2 before 10."""

from django.contrib.postgres.operations import CreateCollation
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("common", "0003_screen_texts")]

    operations = [CreateCollation("natural_order", provider="icu", locale="und-u-kn-true")]
