"""Addresses of those who mark, below `/admin/academy/`."""

from django.urls import path

from . import (
    accommodation_views,
    graded_item_views,
    grading_queue_views,
    grading_views,
    passing_view,
    regrading_views,
    voiding_view,
)

app_name = "assessments_marking"

WORK = "marking/works/<uuid:public_id>/"
EXTENSIONS = "courses/<uuid:public_id>/extensions/"

urlpatterns = [
    path("marking/", grading_queue_views.QueueView.as_view(), name="queue"),
    path(
        "marking/submissions/<uuid:public_id>/",
        grading_views.GradeSubmissionView.as_view(),
        name="submission",
    ),
    path("marking/attempts/<uuid:public_id>/", graded_item_views.AttemptView.as_view(), name="attempt"),
    path(
        "marking/attempts/<uuid:public_id>/<int:place>/",
        grading_views.GradeQuestionView.as_view(),
        name="question",
    ),
    path(
        "marking/comments/<uuid:public_id>/delete/",
        grading_views.DeleteCommentView.as_view(),
        name="delete_comment",
    ),
    path(WORK, graded_item_views.GradedItemView.as_view(), name="work"),
    path(WORK + "publish/", graded_item_views.PublishView.as_view(), name="publish"),
    path(WORK + "similar/", graded_item_views.SimilarView.as_view(), name="similar"),
    path(WORK + "again/", regrading_views.RegradeView.as_view(), name="remark_work"),
    path(
        "marking/questions/<uuid:public_id>/again/",
        regrading_views.RegradeQuestionView.as_view(),
        name="remark_question",
    ),
    path(
        "marking/questions/<uuid:public_id>/void/",
        voiding_view.VoidQuestionView.as_view(),
        name="void_question",
    ),
    path(WORK + "pass/", passing_view.LowerPassingScoreView.as_view(), name="lower_passing_score"),
    path(EXTENSIONS, accommodation_views.AccommodationsView.as_view(), name="extensions"),
    path(EXTENSIONS + "new/", accommodation_views.GiveAccommodationView.as_view(), name="give_accommodation"),
    path(
        EXTENSIONS + "<uuid:extension_id>/withdraw/",
        accommodation_views.WithdrawAccommodationView.as_view(),
        name="withdraw_accommodation",
    ),
]
