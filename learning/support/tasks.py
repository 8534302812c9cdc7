from django.utils import timezone
from django_tasks import task

from common.background.schedule import every
from learning.courses.models import Course
from learning.support.course_learners import learners, reminders, writing


@task()
def send_learner_email(email_id: int) -> None:
    writing.send_email(email_id=email_id, at=timezone.now())


@every(minutes=10)
@task()
def send_learner_emails_that_wait() -> None:
    writing.send_what_waits(at=timezone.now())


@every(days=1)
@task()
def remind_idle_learners() -> None:
    """A day that is missed is made up for by the next: each reminder has a week."""
    reminders.remind_idle(at=timezone.now())


@task()
def count_learners(course_id: int) -> None:
    """Not durable: whoever looks at the list again asks again."""
    course = Course.objects.select_related("latest_release").get(pk=course_id)
    learners.keep_counts(course, at=timezone.now())
