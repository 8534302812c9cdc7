from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("billing", "0005_invoices_never_change")]

    operations = [
        migrations.AlterModelOptions(
            name="invoice",
            options={
                "default_permissions": ("view",),
                "permissions": [
                    ("send_invoice", "Can email invoices again"),
                    ("correct_invoice", "Can correct invoices"),
                ],
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
            },
        ),
        migrations.AddField(
            model_name="invoice",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[("details", "Corrected details"), ("dispute", "Lost dispute")],
                default="",
                max_length=8,
                verbose_name="reason",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="invoice",
            name="issued_by",
            field=models.UUIDField(blank=True, null=True, verbose_name="issued by"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", False), ("kind", "invoice")),
                fields=("corrects",),
                name="billing_taken_back_or_replaced_once",
            ),
        ),
    ]
