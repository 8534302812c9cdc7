"""Forms of gradebooks: whom to show, how a course is graded, and a score set by hand."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.natural_order import AsPeopleCount
from learning.access.models import Cohort

from ..actions.grades import ItemRule
from ..grading.course_grade import CategoryRule, GradeWeights
from ..grading.gradebook import CourseGrading
from ..grading.gradebook_table import columns_of
from ..grading.milestones import Achieved

MOST_GRADES = 12
MOST_CATEGORIES = 20
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
        fields["cohort"].queryset = cohorts.order_by(AsPeopleCount("name"))
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


class CategoriesField(forms.CharField):
    """Categories, one a line: name, weight and how many lowest are dropped, with bars between."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value) or "").splitlines()
        rules = [self._rule(line) for line in lines if line.strip()]
        if len(rules) > MOST_CATEGORIES:
            raise forms.ValidationError(
                _("A course can have at most %(most)d categories.") % {"most": MOST_CATEGORIES}
            )
        if len({rule.name.casefold() for rule in rules}) < len(rules):
            raise forms.ValidationError(_("Each category needs a different name."))
        return rules

    def _rule(self, line: str) -> CategoryRule:
        name, weight, drop, *more = [part.strip() for part in [*line.split("|"), "", ""]]
        numbers = [text for text in (weight, drop) if text]
        is_right = not any(more) and all(text.isascii() and text.isdigit() for text in numbers)
        if not name or len(name) > 60 or not is_right or int(weight or 0) > 1000 or int(drop or 0) > 20:
            words = _(
                "“%(line)s”: enter a name, a weight and how many to drop, for example “Homework | 40 | 1”."
            )
            raise forms.ValidationError(words % {"line": line.strip()})
        return CategoryRule(name, int(weight) if weight else None, int(drop or 0))


class SchemeForm(forms.Form):
    """How a course is graded: weight and category of each of its works, the scale, and what is left out."""

    drop_lowest = forms.IntegerField(
        label=gettext_lazy("Drop lowest"),
        min_value=0,
        max_value=20,
        help_text=gettext_lazy(
            "Number of lowest results left out of the grade. At least one result always counts. Assessments "
            "in a category have the number of their category."
        ),
    )
    categories = CategoriesField(
        label=gettext_lazy("Categories"),
        required=False,
        help_text=gettext_lazy(
            "One per line: name | weight | drop lowest, for example “Homework | 40 | 1”. Without a weight, a "
            "category counts as much as its assessments together."
        ),
    )
    counts_missed = forms.BooleanField(
        label=gettext_lazy("Not taken by its due date counts 0"),
        required=False,
        help_text=gettext_lazy(
            "Each learner's own due date, accommodations included. Otherwise only results count."
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
        scheme = grading.scheme
        kwargs["initial"] = {
            "drop_lowest": scheme.drop_lowest,
            "scale": "\n".join(f"{name} {least.normalize():f}" for name, least in scheme.scale),
            "categories": "\n".join(_category_line(rule) for rule in scheme.categories),
            "counts_missed": scheme.counts_missed,
        }
        super().__init__(*args, **kwargs)
        self.graded_items = grading.graded_items
        for one in grading.graded_items:
            pk, rule = one.graded_item.pk, scheme.category(one.graded_item.pk)
            self.fields[f"weight-{pk}"] = forms.IntegerField(
                label=_("Weight"), min_value=0, max_value=1000, initial=one.weight
            )
            self.fields[f"category-{pk}"] = forms.CharField(
                label=_("Category"), required=False, max_length=60, initial=rule.name if rule else ""
            )
            self.fields[f"kept-{pk}"] = forms.BooleanField(
                label=_("Never drop"), required=False, initial=pk in scheme.kept
            )

    def item_rows(self) -> list[tuple[str, list[Any]]]:
        """The title of each item with its fields."""
        names = ("weight", "category", "kept")
        return [
            (one.title, [self[f"{name}-{one.graded_item.pk}"] for name in names]) for one in self.graded_items
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        places = {rule.name.casefold(): place for place, rule in enumerate(data.get("categories") or ())}
        for one in self.graded_items:
            field = f"category-{one.graded_item.pk}"
            name = data.get(field, "").strip()
            if name and "categories" in data and name.casefold() not in places:
                self.add_error(field, _("There is no category “%(name)s” in the list.") % {"name": name})
            data[field] = places.get(name.casefold())
        return data

    @property
    def rules(self) -> dict[int, ItemRule]:
        """By item id; of a valid form."""
        data = self.cleaned_data
        return {
            pk: ItemRule(data[f"weight-{pk}"], data[f"category-{pk}"], not data[f"kept-{pk}"])
            for pk in (one.graded_item.pk for one in self.graded_items)
        }

    @property
    def scheme(self) -> GradeWeights:
        """What the form asks for; of a valid form."""
        rules, data = self.rules, self.cleaned_data
        return GradeWeights(
            {pk: rule.weight for pk, rule in rules.items()},
            data["drop_lowest"],
            tuple(data["scale"]),
            tuple(data["categories"]),
            {pk: rule.category for pk, rule in rules.items() if rule.category is not None},
            frozenset(pk for pk, rule in rules.items() if not rule.is_droppable),
            data["counts_missed"],
        )


def _category_line(rule: CategoryRule) -> str:
    weight = "" if rule.weight is None else str(rule.weight)
    return f"{rule.name} | {weight} | {rule.drop_lowest}"


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
    revokes = forms.BooleanField(
        label=gettext_lazy("Revoke what the earlier score opened"),
        required=False,
        help_text=gettext_lazy(
            "Only what the new score reaches counts then: for the pass, the correct answers that passing "
            "shows, and courses that ask for a score. Completed lessons, a completed course and its "
            "certificate stay."
        ),
    )

    def __init__(self, *args: Any, achieved: Achieved, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not achieved.in_item:  # nothing to ask about
            self.fields["revokes"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        decides = "take_back" in self.data or "excuse" in self.data
        if not decides and "score" in data and data["score"] is None:
            self.add_error("score", _("Enter a score."))
        if "excuse" in self.data and data.get("revokes"):
            self.add_error(
                "revokes", _("Excusing someone keeps what they achieved. Enter a score to revoke it.")
            )
        return data
