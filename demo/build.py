"""Build the demo academy: its people, its pages, its courses and what has happened in it so far."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from wagtail.models import Site

from accounts.models import User
from commerce.databases import commerce_transaction
from demo.academy import DemoAcademy
from demo.access import AccessBuilder
from demo.authoring.courses import CourseBuilder
from demo.authoring.landing_pages import LandingPages
from demo.authoring.pending_review import submit_revision
from demo.authoring.people import create_accounts, publish_instructor_pages
from demo.authoring.site_pages import catalogue_page, home_page
from demo.authoring.site_settings import fill_in_settings
from demo.background_tasks import tasks_run_once_afterwards
from demo.learners.activity import play_visits
from demo.learners.random_visits import CourseChoice, visits
from demo.learners.submissions import grant_extensions, submit_by_plan
from demo.orders import OrderHistory
from demo.plans import people
from demo.plans.courses import SUBMITTED, CoursePlan, all_courses
from learning.courses.models import Course
from notifications.actions import telling_nobody

Report = Callable[[str], None]

#: Rules of a course that let nobody begin just like that.
NOT_AT_ONCE = {"courses_before", "enrolment_method", "opens_after"}
#: How many learners are generated beside those who are described one by one.
GENERATED_LEARNERS = 30


def is_built() -> bool:
    """Whether the demo is here: it comes as a whole, so its first person stands for all of it."""
    return User.objects.filter(email=people.named_people()[0].email).exists()


def build(*, at: datetime, report: Report, scale: int = 1) -> None:
    """Build the demo academy, all of it or nothing. at: now, its history's end; report: hears each step.

    scale: so many times the generated learners, and so many of each course.
    """
    academy = DemoAcademy(now=at)
    with _without_email(), telling_nobody(), _without_query_log(), tasks_run_once_afterwards() as tasks:
        try:
            with transaction.atomic(), commerce_transaction():
                _build(academy, report, scale)
                tasks.write_indexes()
        except BaseException:
            academy.library_files.delete_all()
            raise


@contextmanager
def _without_email() -> Iterator[None]:
    """Nobody in the demo has a mailbox: drop the invitations and receipts that the actions write."""
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = kept


@contextmanager
def _without_query_log() -> Iterator[None]:
    """With DEBUG, Django notes each statement with its values. That costs a second one; nobody reads it."""
    connection.make_debug_cursor = connection.make_cursor  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        del connection.make_debug_cursor


def _build(academy: DemoAcademy, report: Report, scale: int) -> None:
    report("people")
    generated = people.generated_people(GENERATED_LEARNERS * scale)
    create_accounts(academy, (*people.named_people(), *generated))
    report("pages")
    home = home_page()
    publish_instructor_pages(academy, home)
    catalogue = catalogue_page(home)
    for plan in _plans(scale):
        report(plan.title)
        CourseBuilder(academy, plan).build(catalogue, at=academy.ago(SUBMITTED[plan.source]))
    LandingPages(academy).publish(home)
    access = AccessBuilder(academy)
    access.publish_pages(home)
    site = Site.objects.get(is_default_site=True)
    fill_in_settings(site)
    access.create_cohorts(site)
    report("orders")
    OrderHistory(academy).play()
    report("learners' history")
    play_visits(academy, others=visits([who.key for who in generated], _course_choices(academy.courses)))
    grant_extensions(academy)
    submit_by_plan(academy)
    access.grant_access()
    submit_revision(
        academy.courses["reading-data-honestly"],
        lesson_slug="mean-and-median",
        workflow=catalogue.get_workflow(),
        author=academy.accounts["ingrid"],
    )


def _plans(scale: int) -> list[CoursePlan]:
    """Each course, and its copies for a scale above one."""
    first = list(all_courses())
    return first + [plan.copy(number) for number in range(2, scale + 1) for plan in first]


def _course_choices(courses: dict[str, Course]) -> list[CourseChoice]:
    """What generated learners choose from: what anybody may enter at once. Fewer take what costs money."""
    return [
        CourseChoice(
            slug=plan.slug,
            days_ago=SUBMITTED[plan.source],
            lesson_count=len(plan.lessons),
            weight=(0.4 if plan.prices else 1) * (1.6 if plan.slug == "reading-data-honestly" else 1),
        )
        for plan in all_courses()
        if plan.slug in courses
        and plan.status == Course.Status.ACTIVE
        and not plan.rules.keys() & NOT_AT_ONCE
        and not plan.assessments.scores_before
    ]
