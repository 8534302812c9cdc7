"""Addresses of those who mark, below `/admin/academy/`."""

from django.urls import path

from . import marking, queue, works

app_name = "assessments_marking"

WORK = "marking/works/<uuid:public_id>/"

urlpatterns = [
    path("marking/", queue.QueueView.as_view(), name="queue"),
    path("marking/submissions/<uuid:public_id>/", marking.SubmissionView.as_view(), name="submission"),
    path("marking/attempts/<uuid:public_id>/", works.AttemptView.as_view(), name="attempt"),
    path("marking/attempts/<uuid:public_id>/<int:place>/", marking.QuestionView.as_view(), name="question"),
    path(
        "marking/comments/<uuid:public_id>/delete/",
        marking.DeleteCommentView.as_view(),
        name="delete_comment",
    ),
    path(WORK, works.WorkView.as_view(), name="work"),
    path(WORK + "publish/", works.PublishView.as_view(), name="publish"),
]
