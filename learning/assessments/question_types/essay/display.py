"""A longer text as people see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..display import Display
from ..text_normalisation import words_in


class EssayDisplay(Display):
    def control(self, shown: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        return super().control(shown, fields) | {"limits": _limits(shown["least_words"], shown["most_words"])}

    def facts_for_grader(self, content: Any, answer: Any) -> tuple[str, ...]:
        """How many words there are, and how many were asked for."""
        count = words_in(answer) if isinstance(answer, str) else 0
        facts = [ngettext("%(words)d word", "%(words)d words", count) % {"words": count}]
        if content.least_words:
            facts.append(_("minimum %(least)d") % {"least": content.least_words})
        if content.most_words:
            facts.append(_("maximum %(most)d") % {"most": content.most_words})
        return tuple(facts)


def _limits(least: int, most: int) -> str:
    """How many words are asked for; empty for any number."""
    if least and most:
        return _("%(least)d to %(most)d words") % {"least": least, "most": most}
    if least:
        return _("at least %(least)d words") % {"least": least}
    return _("at most %(most)d words") % {"most": most} if most else ""
