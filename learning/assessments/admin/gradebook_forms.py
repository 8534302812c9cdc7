"""Forms of gradebooks: whom to show, how a course is graded, and a score set by hand."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.access.models import Cohort

from ..grading.gradebook import CourseGrading

MOST_GRADES = 12
_SHOWN = [
    ("", gettext_lazy("Everybody")),
    ("waiting", gettext_lazy("Something waits to be marked")),
    ("unfinished", gettext_lazy("Has not finished the course")),
    ("finished", gettext_lazy("Has finished the course")),
]


class FilterForm(forms.Form):
    """Whom a gradebook shows."""

    q = forms.CharField(label=gettext_lazy("Name or address"), required=False, max_length=100)
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    shown = forms.ChoiceField(label=gettext_lazy("Show"), choices=_SHOWN, required=False)

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cohort"]
        field.queryset = cohorts.order_by("name")


class ScaleField(forms.CharField):
    """A scale, one grade a line: its name, and the lowest score in % that earns it."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value) or "").splitlines()
        grades = [self._grade(line) for line in lines if line.strip()]
        if len(grades) > MOST_GRADES:
            raise forms.ValidationError(_("A scale has at most %(most)d grades.") % {"most": MOST_GRADES})
        leasts = [least for _name, least in grades]
        if len({name for name, _least in grades}) < len(grades):
            raise forms.ValidationError(_("Each grade needs a name of its own."))
        if leasts != sorted(set(leasts), reverse=True):
            raise forms.ValidationError(_("Begin with the best grade; each one needs a lower score."))
        if grades and leasts[-1] != 0:
            raise forms.ValidationError(_("The last grade begins at 0, so that every score has one."))
        return grades

    def _grade(self, line: str) -> tuple[str, Decimal]:
        name, _space, least = line.strip().rstrip("% ").rpartition(" ")
        try:
            score = Decimal(least.replace(",", "."))
        except InvalidOperation:
            score = Decimal(-1)
        if not name.strip() or len(name) > 20 or not 0 <= score <= 100:
            words = _("“%(line)s”: write a name and the lowest score, for example “A 90”.")
            raise forms.ValidationError(words % {"line": line.strip()})
        return name.strip(), score


class SchemeForm(forms.Form):
    """How a course is graded: a weight for each of its works, the scale, and how many lowest are left out."""

    drop_lowest = forms.IntegerField(
        label=gettext_lazy("Leave out the lowest"),
        min_value=0,
        max_value=20,
        help_text=gettext_lazy("So many of the lowest results do not count. One always does."),
    )
    scale = ScaleField(
        label=gettext_lazy("Scale"),
        required=False,
        help_text=gettext_lazy(
            "One grade a line, the best first: a name and the lowest score in % that earns it. "
            "Empty: scores only."
        ),
    )

    def __init__(self, *args: Any, grading: CourseGrading, **kwargs: Any) -> None:
        scale = "\n".join(f"{name} {least.normalize():f}" for name, least in grading.scheme.scale)
        kwargs["initial"] = {"drop_lowest": grading.scheme.drop_lowest, "scale": scale}
        super().__init__(*args, **kwargs)
        self.works = grading.works
        for one in grading.works:
            self.fields[self._name(one.work.pk)] = forms.IntegerField(
                label=one.title, min_value=0, max_value=1000, initial=one.weight
            )

    @staticmethod
    def _name(work_id: int) -> str:
        return f"weight-{work_id}"

    def weight_fields(self) -> list[Any]:
        return [self[self._name(one.work.pk)] for one in self.works]

    @property
    def weights(self) -> dict[int, int]:
        """By work id; of a valid form."""
        return {one.work.pk: self.cleaned_data[self._name(one.work.pk)] for one in self.works}


class OverrideForm(forms.Form):
    """A score set by hand, or taken back, and why."""

    score = forms.DecimalField(
        label=gettext_lazy("Score in %"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("Kept with the score. The learner is not shown it."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "take_back" not in self.data and "score" in data and data["score"] is None:
            self.add_error("score", _("Say which score."))
        return data
