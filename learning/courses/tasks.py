from django.utils import timezone
from django_tasks import task

from common.schedule import every
from learning.courses import actions


@every(minutes=1)
@task()
def publish_due_candidates() -> int:
    return actions.publish_due_candidates(at=timezone.now())
