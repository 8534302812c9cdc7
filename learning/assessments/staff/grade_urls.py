"""Addresses of gradebooks, below `/admin/academy/`."""

from django.urls import path

from . import gradebooks

app_name = "assessments_grades"

COURSE = "courses/<uuid:public_id>/"

urlpatterns = [
    path("gradebooks/", gradebooks.GradebooksView.as_view(), name="gradebooks"),
    path(COURSE + "gradebook/", gradebooks.GradebookView.as_view(), name="gradebook"),
    path(COURSE + "grading/", gradebooks.SchemeView.as_view(), name="scheme"),
    path(
        COURSE + "gradebook/<int:enrolment_id>/<uuid:work_id>/",
        gradebooks.OverrideView.as_view(),
        name="override",
    ),
]
