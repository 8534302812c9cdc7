from django.utils import timezone
from django_tasks import task

from common.background.schedule import every
from learning.support.course_learners import writing


@task()
def send_learner_email(email_id: int) -> None:
    writing.send_email(email_id=email_id, at=timezone.now())


@every(minutes=10)
@task()
def send_learner_emails_that_wait() -> None:
    writing.send_what_waits(at=timezone.now())
