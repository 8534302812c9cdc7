from django.utils import timezone
from django_tasks import task

from common.background.schedule import every

from . import actions


@every(minutes=1)
@task()
def tell_changed_prices() -> None:
    """Not durable: what is due stays due until it was told."""
    actions.tell_changed_prices(now=timezone.now())
