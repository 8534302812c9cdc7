"""The site's addresses, and before them the yardstick that is no page."""

from django.urls import path

from bench import views
from config.urls import urlpatterns as site

urlpatterns = [
    path("bench/upsert/", views.upsert),
    path("bench/rows/", views.write_rows),
    *site,
]
