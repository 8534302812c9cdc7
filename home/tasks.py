"""What is made ahead of the first visitor."""

from __future__ import annotations

from django_tasks import task

from common.seo import pictures


@task()
def draw_share_picture(token: str) -> None:
    """Draw the picture of a page that was just published, so that whoever shares it first need not wait."""
    pictures.kept(pictures.card_of(token))
