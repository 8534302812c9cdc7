"""What the pages of those who teach show beyond the page itself."""

from __future__ import annotations

from django import template

from learning.classroom import instructors
from learning.classroom.catalogue.cards import CourseCard
from learning.classroom.catalogue.course_summaries import SizedImage
from learning.classroom.instructors import InstructorCard
from learning.courses.models import InstructorIndexPage, InstructorPage

register = template.Library()


@register.simple_tag(takes_context=True)
def teacher_cards(context: template.Context, page: InstructorIndexPage) -> list[InstructorCard]:
    """Everybody below the list of those who teach."""
    return instructors.instructor_cards(context["request"], page)


@register.simple_tag(takes_context=True)
def courses_taught(context: template.Context, page: InstructorPage) -> list[CourseCard]:
    """The cards of the listed courses that the owner of a page teaches."""
    return instructors.courses_of(context["request"], page)


@register.simple_tag
def teacher_photo(page: InstructorPage) -> SizedImage | None:
    return instructors.photo_of(page)
