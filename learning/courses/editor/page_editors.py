"""The editors of course, module, lesson and instructor pages, and of categories."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from common.admin.page_editor import register_editor
from learning.courses import models

from . import panels
from .copying import AuthoredCopyForm
from .forms import CoursePageForm, LessonPageForm, ModulePageForm

CATEGORY = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]
INSTRUCTOR_CONTENT = [
    *Page.content_panels,
    FieldPanel("headline"),
    FieldPanel("photo"),
    FieldPanel("bio"),
    FieldPanel("expertise"),
    FieldPanel("links"),
]
INSTRUCTOR_SETTINGS = [
    MultiFieldPanel([FieldPanel("account", permission="courses.manage_course")], heading=_("Account")),
    *Page.settings_panels,
]


def register() -> None:
    """Called once, when the app is ready."""
    for part in (models.CoursePage, models.ModulePage, models.LessonPage):
        register_editor(part, copy_form_class=AuthoredCopyForm)
    register_editor(models.CatalogPage, content_panels=panels.CATALOG_CONTENT)
    register_editor(models.CoursePage, edit_handler=panels.course_panels(), base_form_class=CoursePageForm)
    register_editor(models.ModulePage, edit_handler=panels.module_panels(), base_form_class=ModulePageForm)
    register_editor(models.LessonPage, edit_handler=panels.lesson_panels(), base_form_class=LessonPageForm)
    register_editor(models.InstructorIndexPage, content_panels=[*Page.content_panels, FieldPanel("intro")])
    register_editor(
        models.InstructorPage, content_panels=INSTRUCTOR_CONTENT, settings_panels=INSTRUCTOR_SETTINGS
    )
    register_editor(models.Category, panels=CATEGORY)
