from django.urls import path

from learning.courses import admin_views, import_views

app_name = "courses_admin"

urlpatterns = [
    path("import/", import_views.UploadView.as_view(), name="import"),
    path("import/sample.csv", import_views.sample, name="import_sample"),
    path("import/<uuid:key>/", import_views.ReportView.as_view(), name="import_report"),
    path("export/<int:page_id>/", import_views.export, name="export"),
    path("<uuid:public_id>/standing/", admin_views.StandingView.as_view(), name="standing"),
    path("candidates/<uuid:public_id>/", admin_views.CandidateView.as_view(), name="candidate"),
    path("candidates/<uuid:public_id>/decide/", admin_views.decide, name="decide"),
    path("publish/<int:page_id>/", admin_views.PublishCourseView.as_view(), name="publish"),
]
