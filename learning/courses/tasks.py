import uuid

from django.contrib.auth import get_user_model
from django.utils import timezone
from django_tasks import task

from common.background.schedule import every
from common.imports.importer import fetch_in_background, run_in_background
from learning.courses import actions
from learning.courses.imports.importer import COURSE_IMPORTER
from learning.courses.videos import check_round


@every(minutes=1)
@task()
def publish_due_candidates() -> int:
    return actions.publish_due_candidates(at=timezone.now())


@task()
def import_courses(key: str, actor_id: int) -> None:
    """Safe to repeat: what is imported already stays as it is."""
    actor = get_user_model().objects.get(pk=actor_id)
    run_in_background(COURSE_IMPORTER, uuid.UUID(key), actor=actor, at=timezone.now())


@task()
def fetch_import_pictures(key: str, actor_id: int) -> None:
    """Safe to repeat: what is fetched already stays as it is."""
    actor = get_user_model().objects.get(pk=actor_id)
    fetch_in_background(COURSE_IMPORTER, uuid.UUID(key), actor=actor, at=timezone.now())


@every(days=1)
@task()
def check_videos() -> int:
    return check_round.check_and_tell()
