"""What is made ahead of the first visitor."""

from __future__ import annotations

from django.apps import apps
from django_tasks import task

from common.seo import pictures
from home.sections.renditions import make_missing


@task()
def draw_share_picture(token: str) -> None:
    """Draw the picture of a page that was just published, so that whoever shares it first need not wait.

    Not durable: what is not drawn ahead is drawn when it is asked for.
    """
    pictures.kept(pictures.card_of(token))


@task()
def make_renditions(model_label: str, pk: int) -> None:
    """Make every copy of a picture that the sections of a page, or of the library, will ask for.

    Not durable: what is not made ahead is made when it is asked for.
    """
    owner = apps.get_model(model_label).objects.filter(pk=pk).first()
    if owner is not None:
        make_missing(owner.sections)
