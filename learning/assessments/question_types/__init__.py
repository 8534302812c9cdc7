"""The kinds of question: what each holds, shows and reads, and how it is marked. No database, no request."""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext as _

from .base import Invalid, Kind, Marked
from .essay import question_type as essay
from .fill_blank import question_type as fill_blank
from .matching import question_type as matching
from .multiple_choice import question_type as multiple_choice
from .numeric import question_type as numeric
from .ordering import question_type as ordering
from .short_text import question_type as short_text
from .single_choice import question_type as single_choice
from .true_false import question_type as true_false

#: Every kind by its stable name, in the order that authors are offered them.
KINDS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        "single_choice": single_choice,
        "multiple_choice": multiple_choice,
        "true_false": true_false,
        "fill_blank": fill_blank,
        "matching": matching,
        "ordering": ordering,
        "numeric": numeric,
        "short_text": short_text,
        "essay": essay,
    }
)


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises Invalid when there is none."""
    if name not in KINDS:
        raise Invalid([_("Unknown question type: “%(name)s”.") % {"name": name[:80]}])
    return KINDS[name]


__all__ = ["KINDS", "Invalid", "Kind", "Marked", "kind_of"]
