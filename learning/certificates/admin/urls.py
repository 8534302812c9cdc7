from django.urls import path

from .revoke_view import RevokeCertificateView

app_name = "certificates_admin"

urlpatterns = [
    path("revoke/<uuid:public_id>/", RevokeCertificateView.as_view(), name="revoke"),
]
