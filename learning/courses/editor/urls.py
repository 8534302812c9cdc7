from django.urls import path

from learning.courses.editor import immediate_views
from learning.courses.editor import views as admin_views_views
from learning.courses.imports import views

app_name = "courses_admin"

urlpatterns = [
    path("import/", views.CourseUploadView.as_view(), name="import"),
    path("import/sample.csv", views.sample, name="import_sample"),
    path("import/<uuid:key>/", views.CourseReportView.as_view(), name="import_report"),
    path("export/<int:page_id>/", views.export, name="export"),
    path("<uuid:public_id>/standing/", admin_views_views.CourseStatusView.as_view(), name="standing"),
    path("<uuid:public_id>/prices/", immediate_views.CoursePricesView.as_view(), name="prices"),
    path("lessons/<uuid:public_id>/live/", immediate_views.LiveDateView.as_view(), name="live_date"),
    path("candidates/<uuid:public_id>/", admin_views_views.CandidateView.as_view(), name="candidate"),
    path("candidates/<uuid:public_id>/decide/", admin_views_views.decide, name="decide"),
    path("publish/<int:page_id>/", admin_views_views.PublishCourseView.as_view(), name="publish"),
]
