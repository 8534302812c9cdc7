"""What staff are asked before courses open to many people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.access.actions import ListedRecipient
from learning.access.models import BulkEnrolmentJob, Cohort
from learning.courses.models import Course

from . import recipient_sources
from .granting_forms import AS_THE_COURSE_SAYS, ENDS, UNTIL, EndForm, courses, moment_field

REPORT, INVITE = "report", "invite"
#: The field that each source is read from.
FIELDS: dict[str, str] = {
    BulkEnrolmentJob.Source.LIST: "addresses",
    BulkEnrolmentJob.Source.FILE: "file",
    BulkEnrolmentJob.Source.COHORT: "cohort",
    BulkEnrolmentJob.Source.SEARCH: "search",
}


#: What is asked only where access is granted, or ends.
_NOT_ASKED: dict[str, tuple[str, ...]] = {
    BulkEnrolmentJob.Action.EXTEND: ("unknown", "includes_stopped", "starts_at"),
    BulkEnrolmentJob.Action.REVOKE: ("unknown", "includes_stopped", "starts_at", "ends", "ends_at"),
}


class BulkForm(EndForm):
    """Which courses, for whom, how long and why. `listed` and `source_label` tell of the people."""

    courses = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Courses"),
        queryset=Course.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Source"),
        choices=BulkEnrolmentJob.Source.choices,
        initial=BulkEnrolmentJob.Source.LIST,
        widget=forms.RadioSelect,
    )
    addresses = forms.CharField(
        label=gettext_lazy("Email addresses"),
        help_text=gettext_lazy("One per line or separated by commas."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy(
            "Needs an “email” column. Add “first name” and “last name” columns for people you invite."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        help_text=gettext_lazy("Current members only. People who join later aren't included."),
        queryset=Cohort.objects.none(),
        required=False,
    )
    search = forms.CharField(
        label=gettext_lazy("Search people"),
        help_text=gettext_lazy(
            "Everyone whose email address or name contains this, as in the list of people."
        ),
        max_length=200,
        required=False,
    )
    unknown = forms.ChoiceField(
        label=gettext_lazy("People without an account"),
        choices=[
            (REPORT, gettext_lazy("Report only")),
            (INVITE, gettext_lazy("Create an account and email sign-in instructions")),
        ],
        initial=REPORT,
        widget=forms.RadioSelect,
    )
    includes_stopped = forms.BooleanField(
        label=gettext_lazy("Include people whose access was suspended or revoked"),
        help_text=gettext_lazy("Otherwise they're skipped. The preview shows how many."),
        required=False,
    )
    starts_at = moment_field(
        gettext_lazy("Start date"), gettext_lazy("Leave empty to start when the job runs.")
    )
    notes = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Visible to staff only. Shown in the history of every grant."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = (
        "courses",
        "source",
        *FIELDS.values(),
        "unknown",
        "includes_stopped",
        "starts_at",
        "ends",
        "ends_at",
        "notes",
    )

    def __init__(
        self,
        *args: Any,
        may_invite: bool,
        action: str = BulkEnrolmentJob.Action.GRANT,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        fields: dict[str, Any] = self.fields
        fields["source"].choices = [
            choice for choice in BulkEnrolmentJob.Source.choices if choice[0] != BulkEnrolmentJob.Source.JOB
        ]
        for name in _NOT_ASKED.get(action, ()):
            del fields[name]
        fields["courses"].queryset = courses()
        fields["cohort"].queryset = Cohort.objects.all()
        if action == BulkEnrolmentJob.Action.EXTEND:
            fields["ends"].choices = [choice for choice in ENDS if choice[0] != AS_THE_COURSE_SAYS]
            fields["ends"].initial = UNTIL
        elif "ends" in fields:
            fields["ends"].initial = AS_THE_COURSE_SAYS
        if "unknown" in fields and not may_invite:
            fields["unknown"].choices = fields["unknown"].choices[:1]
        self.listed: Iterable[ListedRecipient] = ()
        self.source_label = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        source = data.get("source")
        name = FIELDS.get(str(source))
        if name is None or name in self.errors:
            return data
        given = data.get(name)
        if not given:
            self.add_error(name, _("Choose who this is for."))
            return data
        self._read(source, given)
        return data

    def _read(self, source: Any, given: Any) -> None:
        """Keep who is meant, and what the list is called."""
        if source == BulkEnrolmentJob.Source.LIST:
            self.listed = recipient_sources.from_text(given)
        elif source == BulkEnrolmentJob.Source.COHORT:
            self.listed, self.source_label = recipient_sources.from_cohort(given), given.name
        elif source == BulkEnrolmentJob.Source.SEARCH:
            self.listed, self.source_label = recipient_sources.from_search(given), given
        elif given.size > recipient_sources.MOST_BYTES:
            self.add_error("file", _("The file is larger than 5 MB. Split it into several files."))
        else:
            self.listed, self.source_label = recipient_sources.from_file(given.read()), given.name

    @property
    def job(self) -> dict[str, Any]:
        """What `prepare_bulk` is asked for."""
        data = self.cleaned_data
        return {
            "courses": data["courses"],
            "listed": self.listed,
            "source": data["source"],
            "source_label": self.source_label,
            "action": self.action,
            "starts_at": data.get("starts_at"),
            "ends": data.get("ends", BulkEnrolmentJob.Ends.NEVER),
            "ends_at": data["ends_at"] if data.get("ends") == BulkEnrolmentJob.Ends.UNTIL else None,
            "notes": data["notes"],
            "invites_unknown": data.get("unknown") == INVITE,
            "includes_stopped": data.get("includes_stopped", False),
        }
