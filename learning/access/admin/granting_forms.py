"""What staff are asked before access changes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.widgets import AdminDateTimeInput

from common.admin.forms import ReasonForm
from common.natural_order import AsPeopleCount
from learning.access.actions import AS_THE_COURSE_SAYS as AS_THE_RULES_SAY
from learning.access.models import Bundle, BundlePage, Cohort, LearningPath
from learning.courses.models import Course

AS_THE_COURSE_SAYS, UNTIL, FOR_GOOD = "course", "until", "good"
ENDS = (
    (AS_THE_COURSE_SAYS, gettext_lazy("As set by the course")),
    (UNTIL, gettext_lazy("On a specific date")),
    (FOR_GOOD, gettext_lazy("Never")),
)


def moment_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=False,
        widget=AdminDateTimeInput(),
    )


def courses() -> Any:
    """Courses that have been released, by title."""
    return Course.objects.filter(latest_release__isnull=False).order_by(AsPeopleCount("title"))


class EndForm(forms.Form):
    """Asks when access ends."""

    ends = forms.ChoiceField(label=gettext_lazy("Ends"), choices=ENDS, widget=forms.RadioSelect)
    ends_at = moment_field(gettext_lazy("End date"), gettext_lazy("Access ends at this time."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ends") == UNTIL and not data.get("ends_at") and "ends_at" not in self.errors:
            self.add_error("ends_at", _("Enter an end date."))
        return data

    @property
    def end(self) -> datetime | None:
        """None: never. Not to be asked when the course says it."""
        return self.cleaned_data["ends_at"] if self.cleaned_data["ends"] == UNTIL else None


class DatedForm(EndForm):
    """From when, until when and why something is opened. `key` makes pressing the button twice one grant."""

    starts_at = moment_field(gettext_lazy("Start date"), gettext_lazy("Leave empty to start now."))
    notes = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Visible to staff only. Shown in the history."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].initial = AS_THE_COURSE_SAYS

    @property
    def span(self) -> dict[str, Any]:
        """From and until, as the actions that open something take them."""
        by_rules = self.cleaned_data["ends"] == AS_THE_COURSE_SAYS
        return {
            "starts_at": self.cleaned_data["starts_at"],
            "ends_at": AS_THE_RULES_SAY if by_rules else self.end,
        }


class GrantForm(DatedForm):
    """Open a course to somebody."""

    field_order = ("course", "starts_at", "ends", "ends_at", "notes", "key")

    course = forms.ModelChoiceField(label=gettext_lazy("Course"), queryset=Course.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses()  # type: ignore[attr-defined]


class PickBundleForm(forms.Form):
    """Which bundle: what else is asked depends on it."""

    bundle = forms.ModelChoiceField(
        label=gettext_lazy("Bundle"), queryset=Bundle.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Bundle.objects.filter(pages__live=True).distinct().order_by(AsPeopleCount("title"))
        self.fields["bundle"].queryset = offered  # type: ignore[attr-defined]


class BundleForm(DatedForm):
    """Open a bundle to somebody: what is asked of it depends on its type."""

    field_order = ("chosen", "tier", "starts_at", "ends", "ends_at", "order_id", "notes", "key")

    chosen = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Picked courses"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    tier = forms.ChoiceField(label=gettext_lazy("Tier"), widget=forms.RadioSelect)
    order_id = forms.CharField(
        label=gettext_lazy("Order number"),
        help_text=gettext_lazy("Order number in the shop, if purchased. Each order grants the bundle once."),
        max_length=64,
        required=False,
    )

    def __init__(self, *args: Any, page: BundlePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        tiers = page.tiers()
        titles = dict(Course.objects.filter(bundle_items__page=page).values_list("pk", "title"))
        fields: Any = self.fields
        if page.kind == BundlePage.Kind.PICK:
            fields["chosen"].choices = [(pk, titles[pk]) for pk in tiers.get("", [])]
            words = ngettext("Pick exactly %(count)d.", "Pick exactly %(count)d.", page.pick_count or 0)
            fields["chosen"].help_text = words % {"count": page.pick_count or 0}
        else:
            del fields["chosen"]
        if page.kind == BundlePage.Kind.TIERED:
            fields["tier"].choices = [
                (name, f"{name}: {', '.join(titles[pk] for pk in ids)}") for name, ids in tiers.items()
            ]
        else:
            del fields["tier"]

    def clean_chosen(self) -> list[int]:
        picked, count = self.cleaned_data["chosen"], self.page.pick_count or 0
        if len(picked) == count:
            return picked
        words = ngettext(
            "Pick exactly %(count)d course. You picked %(picked)d.",
            "Pick exactly %(count)d courses. You picked %(picked)d.",
            count,
        )
        raise forms.ValidationError(words % {"count": count, "picked": len(picked)})

    @property
    def choice(self) -> dict[str, Any]:
        """What was chosen from the bundle, as the action takes it."""
        return {name: self.cleaned_data[name] for name in ("chosen", "tier") if name in self.fields}


class PathForm(DatedForm):
    """Open a whole path to somebody."""

    field_order = ("path", "starts_at", "ends", "ends_at", "notes", "key")

    path = forms.ModelChoiceField(
        label=gettext_lazy("Learning path"),
        queryset=LearningPath.objects.none(),
        help_text=gettext_lazy("All its courses become available, in order."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begun = (
            LearningPath.objects.filter(editions__isnull=False).distinct().order_by(AsPeopleCount("title"))
        )
        self.fields["path"].queryset = begun  # type: ignore[attr-defined]


class AddToCohortForm(forms.Form):
    """Put somebody into a cohort. Its dates are those of their access."""

    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        help_text=gettext_lazy("Its courses are available from the cohort's start to its end."),
    )
    notes = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Visible to staff only. Shown in the history."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cohort"]
        not_over = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
        seated = Count("members", filter=Q(members__left_at=None), distinct=True)
        open_ones = Cohort.objects.filter(not_over, is_active=True).annotate(seated=seated)
        field.queryset = open_ones.order_by("starts_at", AsPeopleCount("name"))
        field.label_from_instance = _cohort_label


class ExtendForm(EndForm, ReasonForm):
    """Move the end of a grant."""

    field_order = ("ends", "ends_at", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].choices = ENDS[1:]  # type: ignore[attr-defined]
        self.fields["ends"].initial = UNTIL


def _cohort_label(cohort: Any) -> str:
    """Its name, its days by its own clock, and how many seats are taken."""
    days = [cohort.starts_at, *([cohort.ends_at] if cohort.ends_at else [])]
    dates = " – ".join(date_format(day.astimezone(cohort.zone), "SHORT_DATE_FORMAT") for day in days)
    seats = f"{cohort.seated} / {cohort.capacity}" if cohort.capacity else str(cohort.seated)
    words = {"name": cohort.name, "dates": dates, "seats": seats}
    return _("%(name)s · %(dates)s · members: %(seats)s") % words
