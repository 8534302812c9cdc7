from django.utils import timezone
from django_tasks import task

from common.schedule import every
from learning.access import actions
from learning.access.models import LearningPath


@every(minutes=5)
@task()
def notice_turning_points() -> None:
    actions.notice_turning_points(now=timezone.now())


@task()
def open_added_courses_of_path(path_id: int) -> None:
    actions.open_added_courses(path=LearningPath.objects.get(pk=path_id), at=timezone.now())
