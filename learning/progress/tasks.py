from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from common.background.durable import enqueue_durably
from common.background.schedule import every
from learning.progress import actions


@every(hours=6)
def forget_deleted_notes() -> int:
    return actions.forget_deleted_notes(at=timezone.now())


@task()
def run_moving(job_id: int) -> None:
    """Safe to repeat: a job knows how far it is."""
    if actions.run_moving(job_id=job_id, turn=timedelta(seconds=30)):
        enqueue_durably(run_moving, job_id)


@every(minutes=1)
@task()
def resume_moving() -> None:
    """Not durable: what is not taken now is found again in a minute."""
    actions.resume_cut_off(at=timezone.now())
