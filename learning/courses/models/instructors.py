"""The public face of those who teach."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelsearch import index
from wagtail.fields import RichTextField
from wagtail.models import Page

from common.fields import StreamField
from common.seo import structured
from common.seo.pages import SharedPage
from learning.courses.blocks import CourseLinkBlock, ExpertiseBlock
from learning.courses.permissions import CoursePagePermissionTester

from .presented import PresentedPage


class InstructorIndexPage(PresentedPage, SharedPage, Page):
    """The list of those who teach, at `/instructors/`."""

    intro = models.TextField(_("introduction"), max_length=500, blank=True)

    subpage_types = ["courses.InstructorPage"]

    class Meta:
        verbose_name = _("instructor list")
        verbose_name_plural = _("instructor lists")

    def permissions_for_user(self, user: object) -> CoursePagePermissionTester:
        return CoursePagePermissionTester(user, self)


class InstructorPage(PresentedPage, SharedPage, Page):
    """The public face of an account that teaches. Its owner edits it; the account is set by staff."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="instructor_pages",
        help_text=_("The person this page is about. They can edit it, and their courses are listed on it."),
    )
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("photo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    headline = models.CharField(
        _("headline"), max_length=120, blank=True, help_text=_("One line under the name.")
    )
    bio = RichTextField(_("biography"), blank=True, features=["bold", "italic", "link", "ul", "ol"])
    expertise = StreamField([("topic", ExpertiseBlock())], verbose_name=_("expertise"), blank=True)
    links = StreamField([("link", CourseLinkBlock())], verbose_name=_("links"), blank=True)

    search_fields = [*Page.search_fields, index.SearchField("headline"), index.SearchField("bio")]
    parent_page_types = ["courses.InstructorIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("instructor")
        verbose_name_plural = _("instructors")

    def permissions_for_user(self, user: object) -> CoursePagePermissionTester:
        return CoursePagePermissionTester(user, self)

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any] | None]:
        return [
            structured.person(
                name=self.title, url=self.get_full_url(request) or "", description=self.share_description
            )
        ]
