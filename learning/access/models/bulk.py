"""Bulk enrolment: a job that changes the access of many people, its recipients, and what became of each."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.courses.models import Course

from ..querysets import BulkEnrolmentJobQuerySet, BulkRecipientQuerySet
from .grants import CourseAccess

#: A run that has not moved for so long was cut off; whoever looks may set it going again.
STALLED_AFTER = timedelta(minutes=3)


class BulkEnrolmentJob(models.Model):
    """A job that opens courses to a list of people, extends or revokes their access, or undoes another job.

    Prepared and looked at first, then run. The grants that it opens have it as their source, so that no
    course opens to anybody twice by it. undoes: the job that this one takes back, for those it changed.
    """

    class Action(models.TextChoices):
        GRANT = "grant", _("Grant access")
        EXTEND = "extend", _("Extend access")
        REVOKE = "revoke", _("Revoke access")
        UNDO = "undo", _("Undo")

    class Source(models.TextChoices):
        LIST = "list", _("Email addresses")
        FILE = "file", _("CSV file")
        COHORT = "cohort", _("Cohort")
        SEARCH = "search", _("Search")
        JOB = "job", _("Undo of a job")

    class Ends(models.TextChoices):
        COURSE = "course", _("As set by the course")
        UNTIL = "until", _("On a specific date")
        NEVER = "good", _("Never")

    class State(models.TextChoices):
        PREPARED = "prepared", _("Ready to run")
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.CharField(_("action"), max_length=8, choices=Action.choices, default=Action.GRANT)
    undoes = models.OneToOneField(
        "self",
        verbose_name=_("undoes"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
    )
    courses = models.ManyToManyField(Course, verbose_name=_("courses"), related_name="+")
    source = models.CharField(_("source"), max_length=16, choices=Source.choices)
    source_label = models.CharField(_("source name"), max_length=200, blank=True)
    starts_at = models.DateTimeField(
        _("from"), null=True, blank=True, help_text=_("Leave empty to start when the job runs.")
    )
    ends = models.CharField(_("ends"), max_length=16, choices=Ends.choices, default=Ends.COURSE)
    ends_at = models.DateTimeField(_("end date"), null=True, blank=True)
    notes = models.CharField(_("reason"), max_length=300)
    invites_unknown = models.BooleanField(_("invites people without an account"), default=False)
    includes_stopped = models.BooleanField(_("includes suspended and revoked access"), default=False)
    state = models.CharField(_("status"), max_length=16, choices=State.choices, default=State.PREPARED)
    has_failed = models.BooleanField(_("stopped by an error"), default=False)
    planned = models.JSONField(_("preview"), default=dict)
    planned_at = models.DateTimeField(_("previewed at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    moved_at = models.DateTimeField(_("last progress at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = BulkEnrolmentJobQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "access_bulkgrant"
        verbose_name = _("bulk enrolment")
        verbose_name_plural = _("bulk enrolment jobs")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends="until", ends_at__isnull=False)
                | ~models.Q(ends="until") & models.Q(ends_at__isnull=True),
                name="access_bulk_until_exactly_when_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(state="prepared", started_at__isnull=True)
                | ~models.Q(state="prepared")
                & models.Q(started_at__isnull=False, started_by__isnull=False, moved_at__isnull=False),
                name="access_bulk_started_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", finished_at__isnull=False)
                | ~models.Q(state="done") & models.Q(finished_at__isnull=True),
                name="access_bulk_done_exactly_when_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(action="undo", undoes__isnull=False)
                | ~models.Q(action="undo") & models.Q(undoes__isnull=True),
                name="access_bulk_undo_knows_what",
            ),
        ]

    def __str__(self) -> str:
        source = str(self.get_source_display())
        named = f"{source} · {self.source_label}" if self.source_label else source
        return (
            named
            if self.action in (self.Action.GRANT, self.Action.UNDO)
            else f"{self.get_action_display()}: {named}"
        )

    @property
    def can_be_undone(self) -> bool:
        """Whether it changed something that may be taken back as one: it ran, and undoes nothing itself."""
        is_over = self.state in (self.State.DONE, self.State.STOPPED)
        return is_over and self.action != self.Action.UNDO

    def is_stalled_at(self, now: datetime) -> bool:
        """Whether it should be running, and nothing has happened for a while."""
        return self.state == self.State.RUNNING and (
            self.moved_at is None or self.moved_at < now - STALLED_AFTER
        )


class BulkRecipient(models.Model):
    """One line of a job's list. `person` is empty while nobody is known by the address."""

    class Problem(models.TextChoices):
        NO_ADDRESS = "no_address", _("This isn't a valid email address.")
        TWICE = "twice", _("This person is already in the list.")

    bulk = models.ForeignKey(
        BulkEnrolmentJob, on_delete=models.CASCADE, related_name="people", db_index=False
    )
    line = models.PositiveIntegerField(_("line"))
    email = models.CharField(_("email address"), max_length=254)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    problem = models.CharField(_("problem"), max_length=16, choices=Problem.choices, blank=True)
    was_invited = models.BooleanField(_("invited"), default=False)
    settled_at = models.DateTimeField(_("processed at"), null=True, blank=True)

    objects = BulkRecipientQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "access_bulkperson"
        verbose_name = _("bulk enrolment entry")
        verbose_name_plural = _("bulk enrolment entries")
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulk", "person"],
                condition=models.Q(problem="", person__isnull=False),
                name="access_bulk_person_once",
            ),
        ]
        indexes = [models.Index(fields=["bulk", "settled_at"], name="access_bulk_people")]

    def __str__(self) -> str:
        return f"{self.line}: {self.email}"


class BulkOutcome(AppendOnly):
    """What running the job did for one person and one course."""

    class Code(models.TextChoices):
        NEW = "new", _("access granted")
        LONGER = "longer", _("access extended")
        IN = "in", _("already had access")
        HELD = "held", _("skipped: access suspended or revoked")
        ENDED = "ended", _("access ended")
        BACK = "back", _("restored as it was before")
        NONE = "none", _("nothing to change")

    row = models.ForeignKey(BulkRecipient, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(_("result"), max_length=8, choices=Code.choices)
    grant = models.ForeignKey(CourseAccess, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bulk enrolment result")
        verbose_name_plural = _("bulk enrolment results")
        constraints = [
            models.UniqueConstraint(fields=["row", "course"], name="access_bulk_outcome_once"),
            models.CheckConstraint(
                condition=models.Q(code__in=["new", "longer", "ended", "back"], grant__isnull=False)
                | models.Q(code__in=["in", "held", "none"], grant__isnull=True),
                name="access_bulk_outcome_has_its_grant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} · {self.course_id} · {self.code}"


class BulkChange(AppendOnly):
    """How a grant stood before a job changed it, so that the job can be undone."""

    outcome = models.ForeignKey(BulkOutcome, on_delete=models.PROTECT, related_name="changes", db_index=False)
    grant = models.ForeignKey(CourseAccess, on_delete=models.PROTECT, related_name="+")
    status_before = models.CharField(_("status before"), max_length=16, choices=CourseAccess.Status.choices)
    ends_before = models.DateTimeField(_("end date before"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bulk enrolment change")
        verbose_name_plural = _("bulk enrolment changes")
        constraints = [
            models.UniqueConstraint(fields=["outcome", "grant"], name="access_bulk_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} · {self.grant_id}"
