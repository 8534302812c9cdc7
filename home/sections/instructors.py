"""The people who teach."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_COURSES, SectionBlock
from home.sections.loading import PageBlock


class InstructorsBlock(SectionBlock):
    """Instructors with their pages: those who are chosen, or all."""

    people = blocks.ListBlock(
        blocks.StructBlock(
            [("page", PageBlock(label=_("Instructor"), page_type="courses.InstructorPage"))],
            label=_("Instructor"),
        ),
        label=_("Instructors to show"),
        default=[],
        max_num=12,
        help_text=_("Leave empty to show everyone who teaches, up to eight."),
    )

    class Meta:
        icon = "user"
        label = _("Instructors")
        group = GROUP_COURSES
        description = _("Your instructors, with links to their pages")
        template = "home/sections/instructors.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from home.sections.people import people_for

        context = super().get_context(value, parent_context=parent_context)
        context["people"] = people_for(value, context.get("request"))
        return context

    def get_preview_value(self) -> Any:
        return self.preview(title=_("Meet your instructors"))
