from django.urls import path

from learning.courses.builder import urls as builder_urls
from learning.courses.editor import foreign_file_views, immediate_views, new_course, views
from learning.courses.imports import views as import_views

app_name = "courses_admin"

urlpatterns = [
    path("new/", new_course.NewCourseView.as_view(), name="new"),
    path("import/", import_views.CourseUploadView.as_view(), name="import"),
    path("import/sample.csv", import_views.SampleOutlineView.as_view(), name="import_sample"),
    path("import/<uuid:key>/", import_views.CourseReportView.as_view(), name="import_report"),
    path("export/<int:page_id>/", import_views.ExportOutlineView.as_view(), name="export"),
    path("<uuid:public_id>/standing/", immediate_views.CourseStatusView.as_view(), name="standing"),
    path("<uuid:public_id>/prices/", immediate_views.CoursePricesView.as_view(), name="prices"),
    path("lessons/<uuid:public_id>/live/", immediate_views.LiveDateView.as_view(), name="live_date"),
    path("candidates/<uuid:public_id>/", views.CandidateView.as_view(), name="candidate"),
    path("candidates/<uuid:public_id>/decide/", views.DecideView.as_view(), name="decide"),
    path("files/<int:page_id>/", foreign_file_views.ForeignFilesView.as_view(), name="foreign_files"),
    path("submit/<int:page_id>/", views.SubmitCourseView.as_view(), name="submit"),
    path("publish/<int:page_id>/", views.PublishCourseView.as_view(), name="publish"),
    *builder_urls.urlpatterns,
]
