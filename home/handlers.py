"""What follows when settings are saved and pages published: kept pages are forgotten, pictures are drawn."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.settings.registry import registry
from wagtail.signals import page_published, published

from common.design import branding
from common.design.branding import LAUREL, Branding
from common.seo.pages import SharedPage
from home.models import Section
from home.models.pages import SectionsPage
from home.pages.appearance import share_token
from home.site_settings.site_context import site_context_of
from home.tasks import draw_share_picture, make_renditions
from learning.classroom.caching import cache_version


def connect() -> None:
    """Listen to the settings of `home`. Signals about saved rows serve caches only."""
    for model in registry:
        if model._meta.app_label == "home":
            for signal in (post_save, post_delete):
                signal.connect(_changed, sender=model, dispatch_uid=f"home-{model._meta.label}")
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=Section, dispatch_uid="home-section")
    page_published.connect(_page_published, dispatch_uid="home-share-picture")
    page_published.connect(_sections_published, dispatch_uid="home-page-renditions")
    published.connect(_sections_published, sender=Section, dispatch_uid="home-section-renditions")
    branding.register(_identity)


def _changed(**_kwargs: Any) -> None:
    cache_version.advance_version()


def _page_published(instance: Any, **_kwargs: Any) -> None:
    """A page without a picture of its own gets one drawn before anybody asks for it."""
    if not isinstance(instance, SharedPage) or instance.share_picture_id:
        return
    look = site_context_of(None)
    if not look.share_picture_url:
        draw_share_picture.enqueue(share_token(instance.share_title, look))


def _sections_published(instance: Any, **_kwargs: Any) -> None:
    """The copies of a page's pictures are made before its first visitor comes."""
    if isinstance(instance, SectionsPage | Section):
        label = instance._meta.label_lower
        transaction.on_commit(lambda: make_renditions.enqueue(label, instance.pk))


def _identity() -> Branding | None:
    """Who the default site says that we are, for mails, papers and the admin."""
    look = site_context_of(None)
    if not look.root_url:
        return None
    return Branding(
        name=look.name,
        url=settings.SITE_URL,
        tagline=look.tagline,
        colour=look.brand_colour or LAUREL,
        logo_url=look.logo_url,
        contact_email=look.contact_email,
    )
