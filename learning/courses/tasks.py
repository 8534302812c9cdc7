import uuid

from django.contrib.auth import get_user_model
from django.utils import timezone
from django_tasks import task

from common.background.schedule import every
from learning.courses import actions
from learning.courses.imports import running, upload_store
from learning.courses.videos import check_round


@every(minutes=1)
@task()
def publish_due_candidates() -> int:
    return actions.publish_due_candidates(at=timezone.now())


@task()
def import_kept(key: str, actor_id: int) -> None:
    running.run(uuid.UUID(key), actor=get_user_model().objects.get(pk=actor_id))


@every(hours=6)
@task()
def forget_old_imports() -> int:
    return upload_store.forget_old(now=timezone.now())


@every(days=1)
@task()
def check_videos() -> int:
    return check_round.check_and_tell()
