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
from ..grading.gradebook_table import columns_of

MOST_GRADES = 12
_SHOWN = [
    ("", gettext_lazy("Everyone")),
    ("waiting", gettext_lazy("Awaiting grading")),
    ("untaken", gettext_lazy("Not taken")),
    ("unfinished", gettext_lazy("Course not completed")),
    ("finished", gettext_lazy("Course completed")),
]


class FilterForm(forms.Form):
    """Whom a gradebook shows."""

    q = forms.CharField(label=gettext_lazy("Name or email"), required=False, max_length=100)
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    shown = forms.ChoiceField(label=gettext_lazy("Show"), choices=_SHOWN, required=False)
    work = forms.TypedChoiceField(
        label=gettext_lazy("Assessment"), required=False, coerce=int, empty_value=None
    )
    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], grading: CourseGrading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["cohort"].queryset = cohorts.order_by("name")
        works = [(one.graded_item.pk, one.title) for one in grading.graded_items]
        fields["work"].choices = [("", _("All")), *works]
        names = columns_of(grading)
        fields["sort"].choices = [(sort, sort) for name in names for sort in (name, f"-{name}")]


class ScaleField(forms.CharField):
    """A scale, one grade a line: its name, and the lowest score in % that earns it."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value) or "").splitlines()
        grades = [self._grade(line) for line in lines if line.strip()]
        if len(grades) > MOST_GRADES:
            raise forms.ValidationError(
                _("A grading scale can have at most %(most)d grades.") % {"most": MOST_GRADES}
            )
        leasts = [least for _name, least in grades]
        if len({name for name, _least in grades}) < len(grades):
            raise forms.ValidationError(_("Each grade needs a different name."))
        if leasts != sorted(set(leasts), reverse=True):
            raise forms.ValidationError(
                _("Start with the best grade. Each following grade needs a lower minimum score.")
            )
        if grades and leasts[-1] != 0:
            raise forms.ValidationError(
                _("The last grade must start at 0, so that every score gets a grade.")
            )
        return grades

    def _grade(self, line: str) -> tuple[str, Decimal]:
        name, _space, least = line.strip().rstrip("% ").rpartition(" ")
        try:
            score = Decimal(least.replace(",", "."))
        except InvalidOperation:
            score = Decimal(-1)
        if not name.strip() or len(name) > 20 or not 0 <= score <= 100:
            words = _("“%(line)s”: enter a name and a minimum score, for example “A 90”.")
            raise forms.ValidationError(words % {"line": line.strip()})
        return name.strip(), score


class SchemeForm(forms.Form):
    """How a course is graded: a weight for each of its works, the scale, and how many lowest are left out."""

    drop_lowest = forms.IntegerField(
        label=gettext_lazy("Drop lowest"),
        min_value=0,
        max_value=20,
        help_text=gettext_lazy(
            "Number of lowest results left out of the grade. At least one result always counts."
        ),
    )
    scale = ScaleField(
        label=gettext_lazy("Grading scale"),
        required=False,
        help_text=gettext_lazy(
            "One grade per line, best first: a name and the minimum score in %, for example “A "
            "90”. Leave empty to show scores only."
        ),
    )

    def __init__(self, *args: Any, grading: CourseGrading, **kwargs: Any) -> None:
        scale = "\n".join(f"{name} {least.normalize():f}" for name, least in grading.scheme.scale)
        kwargs["initial"] = {"drop_lowest": grading.scheme.drop_lowest, "scale": scale}
        super().__init__(*args, **kwargs)
        self.graded_items = grading.graded_items
        for one in grading.graded_items:
            self.fields[self._name(one.graded_item.pk)] = forms.IntegerField(
                label=one.title, min_value=0, max_value=1000, initial=one.weight
            )

    @staticmethod
    def _name(graded_item_id: int) -> str:
        return f"weight-{graded_item_id}"

    def weight_fields(self) -> list[Any]:
        return [self[self._name(one.graded_item.pk)] for one in self.graded_items]

    @property
    def weights(self) -> dict[int, int]:
        """By item id; of a valid form."""
        return {
            one.graded_item.pk: self.cleaned_data[self._name(one.graded_item.pk)] for one in self.graded_items
        }


class OverrideForm(forms.Form):
    """A score set by hand, or taken back, and why."""

    score = forms.DecimalField(
        label=gettext_lazy("Score in %"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("Saved with the score. Learners don't see it."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "take_back" not in self.data and "score" in data and data["score"] is None:
            self.add_error("score", _("Enter a score."))
        return data
