from django.urls import path

from learning.courses import admin_views

app_name = "courses_admin"

urlpatterns = [
    path("<uuid:public_id>/standing/", admin_views.StandingView.as_view(), name="standing"),
    path("candidates/<uuid:public_id>/", admin_views.CandidateView.as_view(), name="candidate"),
    path("candidates/<uuid:public_id>/decide/", admin_views.decide, name="decide"),
    path("publish/<int:page_id>/", admin_views.PublishCourseView.as_view(), name="publish"),
]
