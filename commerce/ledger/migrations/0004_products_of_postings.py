from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_deposits")]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="subject",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="product"),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("subject", ""), _negated=True),
                fields=["subject", "entry"],
                name="ledger_postings_about",
            ),
        ),
    ]
