"""A published path or bundle: what its identity remembers follows."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.signals import page_published

from . import actions
from .models import BundlePage, LearningPathPage


def connect() -> None:
    page_published.connect(keep_path, sender=LearningPathPage, dispatch_uid="access-path-published")
    page_published.connect(keep_bundle, sender=BundlePage, dispatch_uid="access-bundle-published")


def keep_path(sender: Any, instance: LearningPathPage, **kwargs: Any) -> None:
    actions.keep_path_edition(page=instance, at=timezone.now())


def keep_bundle(sender: Any, instance: BundlePage, **kwargs: Any) -> None:
    actions.keep_bundle_title(page=instance)
