from django.urls import path

from .course_view import CourseCertificateView
from .resend_view import ResendCertificateView
from .revoke_view import RevokeCertificateView

app_name = "certificates_admin"

urlpatterns = [
    path("resend/<uuid:public_id>/", ResendCertificateView.as_view(), name="resend"),
    path("course/<uuid:public_id>/", CourseCertificateView.as_view(), name="course"),
    path("revoke/<uuid:public_id>/", RevokeCertificateView.as_view(), name="revoke"),
]
