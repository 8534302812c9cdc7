"""As what is measured otherwise, but for static files: admin pages name hundreds, and none is collected."""

from bench.settings import *

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
