"""What a marker writes: marks, levels of a rubric, a comment, and a reason where marks change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.grading import LONGEST_COMMENT, GivenMarks
from ..assignments.assignment_snapshot import AssignmentSnapshot

LEVEL = "level-"


class _Mark(forms.Form):
    """seen: the id of the last marking that the screen showed; empty: there was none."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=gettext_lazy("Feedback"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 6, "data-marking-comment": ""}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for changing the marks"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Shown in the history, which only graders can see."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    keeps_comment = forms.BooleanField(label=gettext_lazy("Save to my comments"), required=False)

    def __init__(self, *args: Any, is_marked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_marked = is_marked
        if not is_marked:
            del self.fields["reason"]

    @property
    def reason_given(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class QuestionMarkForm(_Mark):
    """Marks for one question."""

    score = forms.DecimalField(label=gettext_lazy("Marks"), min_value=Decimal(0), decimal_places=2)

    field_order = ("score", "comment", "keeps_comment", "reason", "seen")

    def __init__(self, *args: Any, most: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["score"]
        field.max_value = most  # type: ignore[attr-defined]
        field.widget.attrs |= {"max": f"{most.normalize():f}", "step": "any", "data-marking-first": ""}
        field.help_text = _("From 0 to %(most)s.") % {"most": f"{most.normalize():f}"}

    def clean_score(self) -> Decimal:
        score: Decimal = self.cleaned_data["score"]
        most = self.fields["score"].max_value  # type: ignore[attr-defined]
        if score > most:
            raise forms.ValidationError(_("Enter at most %(most)s.") % {"most": f"{most.normalize():f}"})
        return score


class SubmissionMarkForm(_Mark):
    """The levels of a rubric, or marks; and whether what being late costs is taken off."""

    points = forms.DecimalField(
        label=gettext_lazy("Marks"), required=False, min_value=Decimal(0), decimal_places=2
    )
    spares = forms.BooleanField(label=gettext_lazy("Waive the late penalty"), required=False)

    field_order = ("points", "comment", "keeps_comment", "spares", "reason", "seen")

    def __init__(self, *args: Any, brief: AssignmentSnapshot, costs_marks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brief = brief
        most = f"{brief.most_points.normalize():f}"
        points = self.fields["points"]
        points.widget.attrs |= {"max": most, "step": "any"}
        points.help_text = _("From 0 to %(most)s.") % {"most": most}
        if brief.rubric:
            points.label = _("Marks instead of the rubric total")
            points.help_text += " " + _("Leave empty to use the rubric total.")
        else:
            points.required = True
            points.widget.attrs["data-marking-first"] = ""
        if not costs_marks:
            del self.fields["spares"]

    def levels(self) -> dict[str, int]:
        """The chosen level of each criterion, as far as one is chosen."""
        chosen = {}
        for criterion in self.brief.rubric:
            place = self.data.get(f"{LEVEL}{criterion.id}", "")
            if place.isdigit() and len(place) < 3 and int(place) < len(criterion.levels):
                chosen[criterion.id] = int(place)
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.brief.rubric and cleaned.get("points") is None:
            missing = [one.name for one in self.brief.rubric if one.id not in self.levels()]
            if missing:
                names = ", ".join(f"“{name}”" for name in missing)
                raise forms.ValidationError(_("Choose a level for %(names)s.") % {"names": names})
        return cleaned

    def judgement(self) -> GivenMarks:
        return GivenMarks(
            levels=self.levels(),
            comment=self.cleaned_data["comment"],
            points=self.cleaned_data["points"],
            takes_off=not self.cleaned_data.get("spares", False),
        )
