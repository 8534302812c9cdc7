from django.urls import path

from . import broadcast_views, views

app_name = "notifications_admin"

urlpatterns = [
    path("resend/<uuid:public_id>/", views.ResendView.as_view(), name="resend"),
    path("cancel/<uuid:public_id>/", views.CancelView.as_view(), name="cancel"),
    path("broadcasts/", broadcast_views.BroadcastListView.as_view(), name="broadcasts"),
    path("broadcasts/new/", broadcast_views.WriteBroadcastView.as_view(), name="new_broadcast"),
    path("broadcasts/<uuid:public_id>/", broadcast_views.BroadcastView.as_view(), name="broadcast"),
    path(
        "broadcasts/<uuid:public_id>/<slug:verb>/",
        broadcast_views.BroadcastActionView.as_view(),
        name="broadcast_do",
    ),
    path("test/<int:template_id>/", views.SendTestView.as_view(), name="test"),
]
