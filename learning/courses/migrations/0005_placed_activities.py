from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_share_picture")]

    operations = [
        migrations.AddField(
            model_name="releaselesson",
            name="activities",
            field=models.JSONField(
                default=list, help_text="[block id, kind, public id] of each activity that the body places."
            ),
        ),
        migrations.AlterField(
            model_name="lessonpage",
            name="kind",
            field=models.CharField(
                choices=[
                    ("video", "Video"),
                    ("live", "Live"),
                    ("replay", "Replay"),
                    ("text", "Text"),
                    ("document", "Document"),
                    ("quiz", "Quiz"),
                ],
                default="video",
                max_length=16,
                verbose_name="type",
            ),
        ),
    ]
