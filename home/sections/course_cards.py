"""Courses on a landing page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from home.sections.base import GROUP_COURSES, SectionBlock
from home.sections.loading import PageBlock


class CourseCardsBlock(SectionBlock):
    """Cards of courses: chosen by hand, or the newest, the most popular, those of a category."""

    source = blocks.ChoiceBlock(
        label=_("Courses to show"),
        choices=[
            ("newest", _("Newest")),
            ("popular", _("Most popular")),
            ("category", _("By category")),
            ("picked", _("Selected courses")),
        ],
        default="newest",
    )
    category = SnippetChooserBlock("courses.Category", label=_("Category"), required=False)
    courses = blocks.ListBlock(
        blocks.StructBlock(
            [("page", PageBlock(label=_("Course"), page_type="courses.CoursePage"))], label=_("Course")
        ),
        label=_("Selected courses"),
        default=[],
        max_num=12,
    )
    limit = blocks.IntegerBlock(label=_("Maximum"), min_value=1, max_value=12, default=6)
    shows_all_link = blocks.BooleanBlock(label=_("Show a link to all courses"), required=False, default=True)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Courses")
        group = GROUP_COURSES
        description = _("Course cards: newest, most popular, by category or selected")
        template = "home/sections/course_cards.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if value["source"] == "category" and not value["category"]:
            errors["category"] = ValidationError(_("Choose a category."))
        if value["source"] == "picked" and not value["courses"]:
            errors["courses"] = ValidationError(_("Choose at least one course."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from home.sections.cards import cards_for

        context = super().get_context(value, parent_context=parent_context)
        context["cards"] = cards_for(value, context.get("request"))
        return context

    def get_preview_value(self) -> Any:
        return self.preview(title=_("New courses"))
