import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from common.background.durable import enqueue_durably
from common.background.schedule import every
from learning.access import actions
from learning.access.models import LearningPath
from learning.access.sales.products import keep_all_products
from learning.courses.models import Course

logger = logging.getLogger(__name__)


@every(minutes=5)
@task()
def notice_turning_points() -> None:
    actions.apply_scheduled_changes(now=timezone.now())


@task()
def open_added_courses_of_path(path_id: int) -> None:
    actions.open_added_courses(path=LearningPath.objects.get(pk=path_id), at=timezone.now())


@task()
def follow_last_day(course_id: int) -> None:
    actions.follow_last_day(course_id=course_id, at=timezone.now())


@every(minutes=60)
@task()
def open_on_paths() -> None:
    """Courses of paths that were opened, or became free, without a release."""
    for course_id in Course.objects.filter(status=Course.Status.ACTIVE).values_list("pk", flat=True):
        actions.open_on_paths(course_id=course_id, at=timezone.now())


@task()
def settle_cohort(cohort_id: int) -> None:
    actions.settle_cohort(cohort_id=cohort_id, at=timezone.now())


@task()
def offer_free_seats(cohort_id: int) -> None:
    """Not durable: `tell_who_waits` goes through every list again."""
    actions.offer_free_seats(cohort_id=cohort_id, at=timezone.now())


@every(minutes=10)
@task()
def tell_who_waits() -> None:
    actions.tell_all_who_can_be(at=timezone.now())


@task()
def run_bulk(bulk_id: int) -> None:
    if actions.run_bulk(bulk_id=bulk_id, turn=timedelta(seconds=30)):
        enqueue_durably(run_bulk, bulk_id)


@every(minutes=1)
@task()
def resume_bulks() -> None:
    """Not durable: what is not taken now is found again in a minute."""
    actions.resume_bulks(now=timezone.now(), run=run_bulk.enqueue)


@every(days=1)
@task()
def forget_unused_bulks() -> None:
    actions.forget_unused_bulks(now=timezone.now())


@task()
def tell_of_changes(*grant_ids: int) -> None:
    actions.tell_of_changes(grant_ids=grant_ids, now=timezone.now())


@every(hours=1)
@task()
def tell_of_ends() -> None:
    """Not durable: whom this round did not reach the next one does."""
    actions.tell_of_ends(now=timezone.now())


@every(minutes=10)
@task()
def fold_tallies() -> None:
    actions.fold_tallies()


@every(days=1)
@task()
def recount_tallies() -> None:
    """Wrong only after somebody loaded rows with triggers off; worth a look in the log then."""
    if wrong := actions.recount_tallies():
        logger.warning("The number of learners was wrong in %d courses", wrong)


@every(hours=1)
@task()
def keep_products() -> None:
    """Not durable: what this round missed the next one finds."""
    keep_all_products(at=timezone.now())
