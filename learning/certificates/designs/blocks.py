"""The sections of a certificate template. Those of the foot stand side by side at its lower edge."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from common.placeholders import check

from .words import FACTS, PLACEHOLDERS

#: The kinds of sections that stand in the foot.
FOOT = frozenset({"facts", "signature", "badge", "qr"})


class FilledTextBlock(blocks.TextBlock):
    """A text with placeholders. One that certificates don't have is refused."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        check(text, PLACEHOLDERS)
        return text


class CertificateLogoBlock(blocks.StructBlock):
    image = ImageChooserBlock(
        label=_("Image"), required=False, help_text=_("Leave empty to use the academy's mark.")
    )
    shows_name = blocks.BooleanBlock(label=_("Show the academy's name"), required=False, default=True)

    class Meta:
        icon = "image"
        label = _("Logo")


class HeadingSectionBlock(blocks.StructBlock):
    text = FilledTextBlock(
        label=_("Text"),
        required=False,
        rows=1,
        max_length=120,
        help_text=_("Leave empty for “Certificate of completion” in the learner's language."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")


class CertificateTextBlock(blocks.StructBlock):
    text = FilledTextBlock(
        label=_("Text"),
        required=False,
        rows=2,
        max_length=400,
        help_text=_("Leave empty for “has completed the course” in the learner's language."),
    )
    size = blocks.ChoiceBlock(
        label=_("Size"),
        choices=[("small", _("Small")), ("medium", _("Medium")), ("large", _("Large"))],
        default="medium",
    )

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class FactsBlock(blocks.StructBlock):
    shown = blocks.MultipleChoiceBlock(
        label=_("Details"),
        choices=list(FACTS.items()),
        default=["date", "duration", "instructor"],
        help_text=_("Details a certificate doesn't have aren't shown."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Details")


class SignatureBlock(blocks.StructBlock):
    image = ImageChooserBlock(
        label=_("Image of the signature"), required=False, help_text=_("A PNG with a transparent background.")
    )
    name = FilledTextBlock(label=_("Name"), rows=1, max_length=120, help_text=_("Placeholders work here."))
    role = FilledTextBlock(label=_("Role"), required=False, rows=1, max_length=120)

    class Meta:
        icon = "edit"
        label = _("Signature")


class SealBlock(blocks.StructBlock):
    image = ImageChooserBlock(
        label=_("Image"), required=False, help_text=_("Leave empty to use the academy's seal.")
    )

    class Meta:
        icon = "success"
        label = _("Badge")


class BorderBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Border"),
        choices=[("line", _("Single line")), ("double", _("Double line")), ("ornate", _("Ornate"))],
        default="double",
    )

    class Meta:
        icon = "placeholder"
        label = _("Border")


class CertificateSectionsBlock(blocks.StreamBlock):
    """What a certificate is made of, from top to bottom."""

    logo = CertificateLogoBlock()
    heading = HeadingSectionBlock()
    name = blocks.StaticBlock(
        icon="user", label=_("Learner's name"), admin_text=_("The name, in large type.")
    )
    text = CertificateTextBlock()
    course = blocks.StaticBlock(
        icon="doc-full", label=_("Course title"), admin_text=_("The title of the course.")
    )
    facts = FactsBlock()
    signature = SignatureBlock()
    badge = SealBlock()
    qr = blocks.StaticBlock(
        icon="code", label=_("QR code"), admin_text=_("The QR code, the certificate's code and its URL.")
    )
    border = BorderBlock()

    class Meta:
        block_counts = {
            "logo": {"max_num": 1},
            "name": {"min_num": 1, "max_num": 1},
            "course": {"max_num": 1},
            "facts": {"max_num": 1},
            "signature": {"max_num": 3},
            "badge": {"max_num": 1},
            "qr": {"max_num": 1},
            "border": {"max_num": 1},
        }
