"""Three templates to begin with, which staff may change and delete; and designs are never changed."""

import uuid

from django.conf import settings
from django.db import migrations
from django.db.models import JSONField, Value

TABLE = "certificates_certificatedesign"

LOGO = ("logo", {"image": None, "shows_name": True})
HEADING = ("heading", {"text": ""})
NAME = ("name", None)
STATEMENT = ("text", {"text": "", "size": "medium"})
COURSE = ("course", None)
FACTS = ("facts", {"shown": ["date", "duration", "instructor"]})
SEAL = ("badge", {"image": None})
QR = ("qr", None)
WORDS = [LOGO, HEADING, NAME, STATEMENT, COURSE]

TEMPLATES = [
    (
        "Classic",
        "Calm and green, with a fine gold line.",
        "classic",
        [("border", {"kind": "double"}), *WORDS, FACTS, QR],
    ),
    (
        "Engraved",
        "Centred, with serif type, an ornate border and a seal.",
        "engraved",
        [
            ("border", {"kind": "ornate"}),
            *WORDS,
            ("facts", {"shown": ["date", "duration"]}),
            ("signature", {"image": None, "name": "{{ instructor }}", "role": ""}),
            SEAL,
            QR,
        ],
    ),
    (
        "Studio",
        "Bold, with a band of colour and large type.",
        "studio",
        [*WORDS, FACTS, SEAL, QR],
    ),
]


def ship(apps, schema_editor):
    template = apps.get_model("certificates", "CertificateTemplate")
    locale, _created = apps.get_model("wagtailcore", "Locale").objects.get_or_create(
        language_code=settings.LANGUAGE_CODE
    )
    for name, description, style, sections in TEMPLATES:
        body = [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in sections]
        made = template.objects.create(
            locale=locale,
            translation_key=uuid.uuid4(),
            name=name,
            description=description,
            style=style,
            is_default=style == "classic",
        )
        # The field of a migration knows no blocks, and would drop them.
        template.objects.filter(pk=made.pk).update(body=Value(body, output_field=JSONField()))


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION common_refuse_change()"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0002_refuse_change"),
        ("wagtailcore", "0094_alter_page_locale"),
        ("certificates", "0008_designs"),
    ]
    operations = [
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
