"""The library's own addresses in the admin, under `/admin/academy/uploads/`."""

from django.urls import path

from library.uploads import part_views

app_name = "library_admin"
urlpatterns = [
    path("", part_views.PartialUploadsView.as_view(), name="partial_uploads"),
    path("<uuid:public_id>/", part_views.PartialUploadView.as_view(), name="partial_upload"),
]
