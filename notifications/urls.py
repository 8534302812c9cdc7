"""Addresses of notifications and message settings."""

from django.urls import path

from . import views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.notification_list, name="list"),
    path("notifications/unread/", views.unread, name="unread"),
    path("notifications/read/", views.read_all, name="read_all"),
    path("notifications/<uuid:public_id>/open/", views.open_one, name="open"),
    path("account/messages/", views.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
