"""Production's settings, with the yardsticks beside the site. Nothing else may install `bench`."""

from config.settings.production import *

INSTALLED_APPS = [*INSTALLED_APPS, "bench.apps.BenchConfig"]
MIDDLEWARE = ["bench.middleware.CountQueries", *MIDDLEWARE]
ROOT_URLCONF = "bench.urls"
