"""Production's settings for a test that runs gunicorn; static files are not collected first."""

from config.settings.production import *

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
