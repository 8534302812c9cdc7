from django.urls import path

from .resend_view import ResendCertificateView
from .revoke_view import RevokeCertificateView

app_name = "certificates_admin"

urlpatterns = [
    path("resend/<uuid:public_id>/", ResendCertificateView.as_view(), name="resend"),
    path("revoke/<uuid:public_id>/", RevokeCertificateView.as_view(), name="revoke"),
]
