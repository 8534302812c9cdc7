from django.urls import path

from . import views

app_name = "notifications_admin"

urlpatterns = [
    path("resend/<uuid:public_id>/", views.ResendView.as_view(), name="resend"),
    path("cancel/<uuid:public_id>/", views.CancelView.as_view(), name="cancel"),
    path("test/<int:template_id>/", views.SendTestView.as_view(), name="test"),
]
