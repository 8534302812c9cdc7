"""Which grants and which enrolments, in the words of the trade."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Aggregate, Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from common.append_only import AppendOnlyQuerySet

if TYPE_CHECKING:
    from .models import (  # noqa: F401
        BulkEnrolmentJob,
        BulkRecipient,
        BundlePurchase,
        Cohort,
        CohortMember,
        CourseAccess,
        Enrolment,
    )


#: Types of grants that were paid for, by whoever it was.
PAID_FOR = ("purchase", "bundle", "subscription", "voucher")


class CourseAccessQuerySet(models.QuerySet["CourseAccess"]):
    def open_at(self, moment: datetime) -> CourseAccessQuerySet:
        """Grants that let their person in at `moment` (the end is exclusive)."""
        not_ended = Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
        return self.filter(not_ended, starts_at__lte=moment, status=self.model.Status.UNLOCKED)

    def of_source(self, kind: str, id: str) -> CourseAccessQuerySet:
        """The grants that a source opened, such as a cohort or the purchase of a bundle."""
        return self.filter(source_key=f"{kind}:{id}")

    def worth_at(self, status: str, moment: datetime) -> CourseAccessQuerySet:
        """Grants whose `effective_status` at `moment` is this."""
        unlocked = self.filter(status=self.model.Status.UNLOCKED)
        if status == self.model.Status.UNLOCKED:
            return self.open_at(moment)
        if status == self.model.NOT_STARTED:
            return unlocked.filter(starts_at__gt=moment)
        if status == self.model.EXPIRED:
            return unlocked.filter(starts_at__lte=moment, ends_at__lte=moment)
        if status == self.model.ENDED:
            return self.filter(status=self.model.Status.REVOKED, ended_with_source=True)
        return self.filter(status=status, ended_with_source=False)

    def barring(self) -> CourseAccessQuerySet:
        """Grants whose `bars_entry` is true: nothing but staff's own decision opens the course again."""
        Status = self.model.Status
        return self.filter(status__in=(Status.LOCKED, Status.REVOKED), ended_with_source=False)

    def newly_expired(self, moment: datetime) -> CourseAccessQuerySet:
        """Unlocked grants that have ended by `moment`, whose end nobody has noticed yet."""
        ended = self.filter(status=self.model.Status.UNLOCKED, ends_at__lte=moment)
        return ended.exclude(self._has_event("expired", "ends_at"))

    def newly_begun(self, moment: datetime) -> CourseAccessQuerySet:
        """Unlocked grants given for later that have begun by `moment`, which nobody has noticed yet."""
        begun = self.filter(
            status=self.model.Status.UNLOCKED, starts_at__gt=F("granted_at"), starts_at__lte=moment
        )
        return begun.exclude(self._has_event("activated", "starts_at"))

    def _has_event(self, kind: str, moment: str) -> Exists:
        """Whether the history holds such a change for the moment that the grant has now."""
        history: Any = self.model._meta.get_field("events").related_model
        same = {"grant": OuterRef("pk"), "kind": kind, moment: OuterRef(moment)}
        return Exists(history.objects.filter(**same))


class AccessEventQuerySet(AppendOnlyQuerySet):
    def last_before(self, moment: datetime) -> AccessEventQuerySet:
        """Of each grant, the last change up to and including `moment`."""
        later = self.model.objects.filter(grant=OuterRef("grant"), at__lte=moment)
        last = later.order_by("-at", "-pk").values("pk")[:1]
        return self.filter(at__lte=moment, pk=Subquery(last))


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of_courses(self, course_ids: Iterable[int]) -> EnrolmentQuerySet:
        return self.filter(course_id__in=list(course_ids))

    def with_payment(self) -> EnrolmentQuerySet:
        """Each with `payment`: what `selectors.payment_status` says of its grants, told by the database."""
        standing, paid_for, taken_back = self._grants()
        return self.annotate(
            payment=Case(
                When(Exists(paid_for), then=Value("paid")),
                When(Exists(taken_back) & ~Exists(standing), then=Value("refunded")),
                default=Value("free"),
            )
        )

    def _grants(self) -> tuple[Any, Any, Any]:
        """Of the same person, course and run: the grants that stand, those of them that were paid for, and
        those that were paid for and are revoked."""
        course: Any = self.model._meta.get_field("course").related_model
        grants: Any = course._meta.get_field("grants").related_model
        same = {"person": OuterRef("person"), "course": OuterRef("course"), "run": OuterRef("run")}
        standing = grants.objects.filter(**same).exclude(status="revoked")
        taken_back = grants.objects.filter(type__in=PAID_FOR, **same, status="revoked")
        return standing, standing.filter(type__in=PAID_FOR), taken_back

    def paid_as(self, status: str) -> EnrolmentQuerySet:
        """Those whose `payment` is this, found by their grants: nothing is worked out for every enrolment."""
        standing, paid_for, taken_back = self._grants()
        if status == "paid":
            return self.filter(Exists(paid_for))
        was_refunded = Exists(taken_back) & ~Exists(standing)
        if status == "refunded":
            return self.filter(was_refunded)
        return self.exclude(Exists(paid_for)).exclude(was_refunded)

    def newest_first(self) -> EnrolmentQuerySet:
        return self.order_by("-enrolled_at", "-pk")


class _Titles(Aggregate):
    """Texts of several rows in one."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ', ')"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)


class BundlePurchaseQuerySet(models.QuerySet["BundlePurchase"]):
    def with_titles(self) -> BundlePurchaseQuerySet:
        """Each with `opened_titles`: what its courses are called, told by the database."""
        from .models import CourseAccess

        key = Concat(Value("bundle:"), Cast(OuterRef("pk"), models.CharField()))
        opened = CourseAccess.objects.filter(source_key=key).order_by().values("source_key")
        titles = opened.annotate(titles=_Titles("course__title", output_field=models.TextField()))
        return self.annotate(opened_titles=Subquery(titles.values("titles")[:1]))


class CohortQuerySet(models.QuerySet["Cohort"]):
    def with_seated(self) -> CohortQuerySet:
        """Each with `seated`: how many are in, counted in the index of members alone."""
        members: Any = self.model._meta.get_field("members").related_model
        present = members.objects.filter(cohort=OuterRef("pk"), left_at=None).order_by().values("cohort")
        return self.annotate(
            seated=Coalesce(Subquery(present.annotate(count=Count("pk")).values("count")), Value(0))
        )

    def running_at(self, moment: datetime) -> CohortQuerySet:
        """Active, begun and not over."""
        not_ended = Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
        return self.filter(not_ended, is_active=True, starts_at__lte=moment)


class CohortMemberQuerySet(models.QuerySet["CohortMember"]):
    def in_at(self, moment: datetime) -> CohortMemberQuerySet:
        """Who was in at `moment`; of the moment of leaving on, they are not."""
        stayed = Q(left_at__isnull=True) | Q(left_at__gt=moment)
        return self.filter(stayed, joined_at__lte=moment)

    def present(self) -> CohortMemberQuerySet:
        return self.filter(left_at__isnull=True)


class BulkEnrolmentJobQuerySet(models.QuerySet["BulkEnrolmentJob"]):
    def cut_off_before(self, moment: datetime) -> BulkEnrolmentJobQuerySet:
        """Those that should be running, and have not moved since."""
        return self.filter(state=self.model.State.RUNNING, moved_at__lt=moment)

    def with_progress(self) -> BulkEnrolmentJobQuerySet:
        """Each with `listed`, how many lines are to deal with; `settled`: with how many that is done."""
        people: Any = self.model._meta.get_field("people").related_model
        sound = people.objects.sound().filter(bulk=OuterRef("pk")).order_by().values("bulk")
        settled = sound.filter(settled_at__isnull=False)

        def count(lines: Any) -> Coalesce:
            return Coalesce(Subquery(lines.annotate(count=Count("pk")).values("count")), Value(0))

        return self.annotate(listed=count(sound), settled=count(settled))

    def never_run_since(self, moment: datetime) -> BulkEnrolmentJobQuerySet:
        """Those that somebody looked at before that moment and then left."""
        return self.filter(state=self.model.State.PREPARED, created_at__lt=moment)


class BulkRecipientQuerySet(models.QuerySet["BulkRecipient"]):
    def sound(self) -> BulkRecipientQuerySet:
        """Lines that can be dealt with."""
        return self.filter(problem="")

    def pending(self) -> BulkRecipientQuerySet:
        """Lines that are still to be dealt with."""
        return self.sound().filter(settled_at=None)
