"""`{{ points|marks_label }}`: marks with their unit, in the grammar of the language."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from django import template
from django.utils.formats import number_format
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def marks_label(marks: Decimal) -> str:
    """“1 mark”, “2.5 marks”. marks: at least 0; grammars count whole things, so that parts are several."""
    whole = int(marks) if marks == int(marks) else max(ceil(marks), 2)
    return ngettext("%(marks)s mark", "%(marks)s marks", whole) % {
        "marks": number_format(f"{marks.normalize():f}")
    }
