from django.urls import path

from learning.courses.builder import urls as builder_urls
from learning.courses.editor import (
    foreign_file_views,
    history_views,
    immediate_views,
    lesson_alone_views,
    new_course,
    release_views,
    views,
)
from learning.courses.imports import views as import_views

app_name = "courses_admin"

urlpatterns = [
    path("new/", new_course.NewCourseView.as_view(), name="new"),
    path("import/", import_views.CourseUploadView.as_view(), name="import"),
    path("import/sample.csv", import_views.SampleOutlineView.as_view(), name="import_sample"),
    path("import/<uuid:key>/", import_views.CourseReportView.as_view(), name="import_report"),
    path("export/<int:page_id>/", import_views.ExportOutlineView.as_view(), name="export"),
    path("<uuid:public_id>/standing/", immediate_views.CourseStatusView.as_view(), name="standing"),
    path(
        "<uuid:public_id>/instructors/find/",
        immediate_views.FindInstructorsView.as_view(),
        name="find_instructors",
    ),
    path("<uuid:public_id>/prices/", immediate_views.CoursePricesView.as_view(), name="prices"),
    path("lessons/<uuid:public_id>/live/", immediate_views.LiveDateView.as_view(), name="live_date"),
    path("candidates/<uuid:public_id>/", views.CandidateView.as_view(), name="candidate"),
    path("candidates/<uuid:public_id>/decide/", views.DecideView.as_view(), name="decide"),
    path("files/<int:page_id>/", foreign_file_views.ForeignFilesView.as_view(), name="foreign_files"),
    path("submit/<int:page_id>/", views.SubmitCourseView.as_view(), name="submit"),
    path(
        "candidates/<uuid:candidate_id>/note/",
        release_views.CandidateNoteView.as_view(),
        name="candidate_note",
    ),
    path("candidates/<uuid:candidate_id>/schedule/", release_views.ScheduleView.as_view(), name="schedule"),
    path(
        "candidates/<uuid:candidate_id>/schedule/cancel/",
        release_views.CancelScheduleView.as_view(),
        name="cancel_schedule",
    ),
    path(
        "candidates/<uuid:candidate_id>/decide-lesson/",
        lesson_alone_views.DecideLessonView.as_view(),
        name="decide_lesson",
    ),
    path(
        "publish/lesson/<int:page_id>/", lesson_alone_views.PublishLessonView.as_view(), name="publish_lesson"
    ),
    path("<uuid:public_id>/releases/", history_views.ReleasesView.as_view(), name="releases"),
    path(
        "<uuid:public_id>/releases/compare/",
        history_views.CompareReleasesView.as_view(),
        name="compare_releases",
    ),
    path(
        "<uuid:public_id>/releases/<int:number>/roll-back/",
        release_views.RollBackView.as_view(),
        name="roll_back",
    ),
    path(
        "<uuid:public_id>/releases/<int:number>/note/",
        release_views.ReleaseNoteView.as_view(),
        name="release_note",
    ),
    path("publish/<int:page_id>/", views.PublishCourseView.as_view(), name="publish"),
    *builder_urls.urlpatterns,
]
