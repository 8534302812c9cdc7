"""Addresses below `/admin/academy/courses/`: who follows which release of a course."""

from django.urls import path

from learning.progress.admin import following_views, moving_views

app_name = "progress_admin"

LEARNERS = "<uuid:public_id>/releases/learners/"

urlpatterns = [
    path(LEARNERS, following_views.LearnersOnReleasesView.as_view(), name="learners_on_releases"),
    path(LEARNERS + "follow/", following_views.FollowView.as_view(), name="follow"),
    path(LEARNERS + "history/", following_views.MovesView.as_view(), name="moves"),
    path(LEARNERS + "forecast/<str:name>/", following_views.ForecastView.as_view(), name="forecast"),
    path(LEARNERS + "move/", moving_views.MoveView.as_view(), name="move"),
    path(LEARNERS + "jobs/<uuid:job_id>/", moving_views.JobView.as_view(), name="move_job"),
]
