"""The pages of instructors and the list of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from learning.courses.models import InstructorIndexPage, InstructorPage

from .instructor_cards import courses_of, instructor_cards, photo_of


def show_list(request: HttpRequest, page: InstructorIndexPage) -> HttpResponse:
    context = {"page": page, "cards": instructor_cards(request, page)}
    return TemplateResponse(request, "classroom/instructors/instructor_list.html", context)


def show(request: HttpRequest, page: InstructorPage) -> HttpResponse:
    context = {"page": page, "photo": photo_of(page), "cards": courses_of(request, page)}
    return TemplateResponse(request, "classroom/instructors/instructor.html", context)
