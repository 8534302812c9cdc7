"""What of a site's settings visitors are shown: when it is saved, what was kept for them is forgotten."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.settings.registry import registry

from common import identity
from common.identity import LAUREL, Identity
from home.look import look_of
from learning.classroom import generations


def connect() -> None:
    """Listen to the settings of `home`. Signals about saved rows serve caches only."""
    for model in registry:
        if model._meta.app_label == "home":
            for signal in (post_save, post_delete):
                signal.connect(_changed, sender=model, dispatch_uid=f"home-{model._meta.label}")
    identity.register(_identity)


def _changed(**_kwargs: Any) -> None:
    generations.advance()


def _identity() -> Identity | None:
    """Who the default site says that we are, for mails, papers and the admin."""
    look = look_of(None)
    if not look.root_url:
        return None
    return Identity(
        name=look.name,
        url=settings.SITE_URL,
        tagline=look.tagline,
        colour=look.brand_colour or LAUREL,
        logo_url=look.logo_url,
    )
