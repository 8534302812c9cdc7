"""An assignment as its author previews it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from learning.assessments.models import Assignment
from learning.assessments.selectors import AssignmentSnapshot, PlacedActivity


def preview_assignment(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """The page that Wagtail's preview shows."""
    rubric = AssignmentSnapshot.of(PlacedActivity(assignment, assignment)).rubric
    return render(request, "classroom/assignment_preview.html", {"assignment": assignment, "rubric": rubric})
