"""The site's addresses, and those that nginx or only development has."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve

from config.urls import handler403, handler404, handler500  # noqa: F401  (Django looks for them here)
from config.urls import urlpatterns as site

urlpatterns = [
    path("styleguide/", include("common.design.styleguide.urls")),
    re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    *site,
]
