"""Production's settings, with the yardsticks beside the site. Nothing else may install `bench`."""

from config.settings.production import *

INSTALLED_APPS = [*INSTALLED_APPS, "bench.apps.BenchConfig"]
_OWN = {
    "django.contrib.sessions.middleware.SessionMiddleware": "bench.middleware.Sessions",
    "learning.classroom.middleware.ClassroomMiddleware": "bench.middleware.FirstVisits",
}
MIDDLEWARE = ["bench.middleware.CountQueries", *(_OWN.get(each, each) for each in MIDDLEWARE)]
ROOT_URLCONF = "bench.urls"
# Yardsticks find their person as Django does, not as the site does.
AUTHENTICATION_BACKENDS = [*AUTHENTICATION_BACKENDS, "django.contrib.auth.backends.ModelBackend"]
# Its few learners report far more often than people do. Each report is counted as ever.
WRITES_A_MINUTE = dict.fromkeys(WRITES_A_MINUTE, 1_000_000_000)
# Emails and invoices are workers' affair; the process that answers writes down that they are to be made.
TASKS = {"default": {"BACKEND": "bench.jobs.LeftToWorkers", "QUEUES": []}}
