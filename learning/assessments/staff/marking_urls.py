"""Addresses of those who mark, below `/admin/academy/`."""

from django.urls import path

from . import extensions, marking, queue, remarks, works

app_name = "assessments_marking"

WORK = "marking/works/<uuid:public_id>/"
EXTENSIONS = "courses/<uuid:public_id>/extensions/"

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
    path(WORK + "similar/", works.SimilarView.as_view(), name="similar"),
    path(WORK + "again/", remarks.RemarkWorkView.as_view(), name="remark_work"),
    path(
        "marking/questions/<uuid:public_id>/again/",
        remarks.RemarkQuestionView.as_view(),
        name="remark_question",
    ),
    path(EXTENSIONS, extensions.ExtensionsView.as_view(), name="extensions"),
    path(EXTENSIONS + "new/", extensions.GiveView.as_view(), name="give_extension"),
    path(
        EXTENSIONS + "<uuid:extension_id>/withdraw/",
        extensions.WithdrawView.as_view(),
        name="withdraw_extension",
    ),
]
