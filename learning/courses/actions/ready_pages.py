"""Wagtail's actions that publish one page, as its API asks for them: nothing unfinished goes out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from wagtail.actions.create_page import CreatePageAction
from wagtail.actions.edit_page import EditPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page

from learning.courses.models.authored import AuthoredPage
from learning.courses.release.trees import draft_tree

from .readiness import CourseNotReady, insist_on_ready


class PublishReadyPageAction(PublishPageRevisionAction):
    """Publish a page. One of a course must be ready; raises ValidationError, and nothing was published."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            done = super().execute(*args, **kwargs)
            _insist(self.object)
        return done


class EditReadyPageAction(EditPageAction):
    """Save a page, and publish it if asked. Raises ValidationError as `PublishReadyPageAction` does."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            done = super().execute(*args, **kwargs)
            if self.publish:
                _insist(self.instance)
        return done


class CreateReadyPageAction(CreatePageAction):
    """Create a page, and publish it if asked. Raises ValidationError as `PublishReadyPageAction` does."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            done = super().execute(*args, **kwargs)
            if self.publish:
                _insist(self.instance)
        return done


def _insist(page: Page) -> None:
    """Raises ValidationError with a sentence for each thing to be mended."""
    if not isinstance(page, AuthoredPage):
        return
    try:
        insist_on_ready(draft_tree(page.course_page()), at=timezone.now(), only=[page.pk])
    except CourseNotReady as error:
        raise ValidationError([finding.words for finding in error.findings]) from error
