"""Addresses of gradebooks, below `/admin/academy/`."""

from django.urls import path

from . import gradebook_views, learner_grades_view

app_name = "assessments_grades"

COURSE = "courses/<uuid:public_id>/"

urlpatterns = [
    path("gradebooks/", gradebook_views.GradebooksView.as_view(), name="gradebooks"),
    path(COURSE + "gradebook/", gradebook_views.GradebookView.as_view(), name="gradebook"),
    path(COURSE + "grading/", gradebook_views.SchemeView.as_view(), name="scheme"),
    path(
        COURSE + "gradebook/<int:enrolment_id>/",
        learner_grades_view.LearnerGradesView.as_view(),
        name="learner",
    ),
    path(
        COURSE + "gradebook/<int:enrolment_id>/<uuid:graded_item_id>/",
        gradebook_views.OverrideView.as_view(),
        name="override",
    ),
]
