from django.db import migrations, models


def keep_what_was_told(apps, schema_editor):
    """What givers have been shown as claimed stays so."""
    gifts = apps.get_model("orders", "Gift").objects.using(schema_editor.connection.alias)
    gifts.filter(claimed_at__isnull=False).update(accepted_at=models.F("claimed_at"))


class Migration(migrations.Migration):

    dependencies = [("orders", "0007_money_in_wallets")]

    operations = [
        migrations.AddField(
            model_name="gift",
            name="accepted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="accepted at"),
        ),
        migrations.RunPython(keep_what_was_told, migrations.RunPython.noop),
    ]
