"""Grants, enrolments and viewers to test with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from django.db import transaction
from wagtail.models import Site

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.actions import extend_course_access
from learning.access.models import (
    AccessEvent,
    BundleIndexPage,
    BundleItem,
    BundlePage,
    Cohort,
    CohortMember,
    CourseAccess,
    Enrolment,
    LearningPathIndexPage,
    LearningPathPage,
    Milestone,
    PathStep,
)
from learning.courses.models import Course, CoursePage
from learning.courses.viewer import Viewer
from learning.testing import courses

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class GrantFactory(factory.django.DjangoModelFactory):
    """A grant by hand that has been open since yesterday noon."""

    class Meta:
        model = CourseAccess
        skip_postgeneration_save = True

    person = factory.SubFactory(UserFactory)
    type = CourseAccess.Type.MANUAL
    source_kind = "manual"
    source_id = factory.Sequence(str)
    granted_at = NOON - DAY
    starts_at = NOON - DAY

    @classmethod
    def _generate(cls, strategy: Any, params: Any) -> Any:
        """In one transaction: PostgreSQL looks at its end whether the history tells how the grant stands."""
        with transaction.atomic():
            return super()._generate(strategy, params)

    @factory.post_generation
    def history(self: CourseAccess, create: bool, *_args: Any, **_kwargs: Any) -> None:  # type: ignore[misc]
        """What `access.actions` would have written with it."""
        if create:
            first = (
                self.status if self.status == CourseAccess.Status.PENDING else CourseAccess.Status.UNLOCKED
            )
            _tell(self, AccessEvent.Kind.GRANTED, first, self.granted_at)
            if self.status != first:
                _tell(self, self.status, self.status, self.revoked_at or self.granted_at)


def _tell(grant: CourseAccess, kind: str, status: str, at: datetime) -> None:
    span = {"starts_at": grant.starts_at, "ends_at": grant.ends_at}
    AccessEvent.objects.create(grant=grant, kind=kind, status=status, at=at, **span)


def end_grants(*, at: datetime = NOON) -> None:
    """Have every grant end at a moment, with its history."""
    for grant in CourseAccess.objects.all():
        extend_course_access(grant=grant, ends_at=at, at=at)


def viewer(person: User | None, *, at: datetime = NOON) -> Viewer:
    return Viewer(person=person, moment=at)


def enrolled(course: Course, *, person: User | None = None, at: datetime = NOON - DAY) -> Enrolment:
    """An enrolment with the open grant that goes with it."""
    person = person or UserFactory()
    GrantFactory(person=person, course=course, granted_at=at, starts_at=at)
    return Enrolment.objects.create(person=person, course=course, enrolled_at=at)


def finish(person: User, course: Course, at: datetime = NOON - DAY) -> None:
    """Records that somebody completed a course."""
    kind = Milestone.Kind.COURSE_COMPLETED
    actions.record_milestone(person_id=person.pk, course_id=course.pk, kind=kind, at=at)


def paid_course(**fields: Any) -> Course:
    return courses.make_course(prices=[(4900, "EUR")], **fields)


def page_of(course: Course) -> CoursePage:
    return CoursePage.objects.get(course=course)


def fresh(course: Course) -> Course:
    return Course.objects.select_related("latest_release").get(pk=course.pk)


def make_cohort(*opened: Course, at: datetime = NOON - DAY, **fields: Any) -> Cohort:
    """A cohort that began yesterday noon and has no end, with these courses."""
    named = {"name": f"Cohort {Cohort.objects.count() + 1}", "site": Site.objects.get(is_default_site=True)}
    cohort = Cohort(**named | {"starts_at": NOON - DAY} | fields)
    return actions.save_cohort(cohort=cohort, course_ids=[course.pk for course in opened], by=None, at=at)


def join(cohort: Cohort, person: User | None = None, *, at: datetime = NOON) -> CohortMember:
    return actions.join_cohort(person=person or UserFactory(), cohort=cohort, at=at)


def make_bundle(*items: tuple[Course, str], **fields: Any) -> BundlePage:
    index = BundleIndexPage.objects.first() or courses.site_root().add_child(
        instance=BundleIndexPage(title="Bundles", slug="bundles")
    )
    page = BundlePage(title="Both", **fields)
    page.items = [BundleItem(course=course, tier=tier) for course, tier in items]
    return index.add_child(instance=page)


def make_path(*steps: tuple[Course, bool]) -> LearningPathPage:
    page = make_path_page(*steps)
    actions.keep_path_edition(page=page, at=NOON)
    return page


def make_path_page(*steps: tuple[Course, bool]) -> LearningPathPage:
    """A page that has no edition yet, as it is for a moment before the fact of its publishing is heard."""
    index = LearningPathIndexPage.objects.first() or courses.site_root().add_child(
        instance=LearningPathIndexPage(title="Paths", slug="paths")
    )
    page = LearningPathPage(title="From here to there")
    page.steps = [PathStep(course=course, is_required=required) for course, required in steps]
    index.add_child(instance=page)
    return page
