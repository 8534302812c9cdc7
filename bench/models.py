"""The yardsticks' own tables."""

from django.conf import settings
from django.db import models
from wagtail.models import Page

from common.fields import StreamField
from learning.courses.blocks import LessonBodyBlock


class Tick(models.Model):
    """How often a person called the view that does nothing else."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ticks = models.PositiveBigIntegerField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.person}: {self.ticks}"


class BarePage(Page):
    """A page as Wagtail serves one by itself: found in the tree, its body drawn anew, no frame around it.

    `filler` makes the answer as long as that of the screen it is compared with.
    """

    body = StreamField(LessonBodyBlock(required=False), blank=True)
    filler = models.TextField(blank=True)

    template = "bench/bare_page.html"
