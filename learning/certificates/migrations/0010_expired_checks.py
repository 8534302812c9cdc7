from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0009_shipped_templates")]

    operations = [
        migrations.AlterField(
            model_name="certificateverification",
            name="answer",
            field=models.CharField(
                choices=[("valid", "Valid"), ("expired", "Expired"), ("revoked", "Revoked")],
                max_length=10,
                verbose_name="answer",
            ),
        ),
    ]
