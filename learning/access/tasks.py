from django.utils import timezone
from django_tasks import task

from common.schedule import every
from learning.access import actions


@every(minutes=5)
@task()
def notice_turning_points() -> None:
    actions.notice_turning_points(now=timezone.now())
