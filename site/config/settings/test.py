"""For the test suite: PostgreSQL from TEST_DATABASE_URL, else SQLite so that one file runs in a moment."""

from .base import *

SECRET_KEY = "tests-only"
MAINTENANCE = False
# What several languages ask of the site is tested with one that isn't offered.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [*LANGUAGES, ("fr", "Français")]
ALLOWED_HOSTS = ["*"]
VAR_DIR = BASE_DIR / "var" / "test"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STATIC_ROOT = VAR_DIR / "static"
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"

DATABASES = {"default": env.database("TEST_DATABASE_URL", file=":memory:")}
# Where it is set, commerce has a database of its own: a part of the suite runs once more like that.
COMMERCE_DATABASE = "commerce" if env.text("TEST_COMMERCE_DATABASE_URL") else "default"
if COMMERCE_DATABASE != "default":
    DATABASES[COMMERCE_DATABASE] = env.database("TEST_COMMERCE_DATABASE_URL", file=":memory:")
# A real Redis for the tests that ask for one; every other test has its process's own memory.
TEST_REDIS_URL = env.text("TEST_REDIS_URL")
REDIS_URL = ""
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "pages", "limits")
}

STORAGES["default"] = {"BACKEND": "library.storage.whole_files.WholeFileStorage"}
STORAGES["private"] = {
    "BACKEND": "library.storage.whole_files.WholeFileStorage",
    "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "base_url": None},
}
X_ACCEL_PREFIX = ""
SEARCH_ENGINES = True

# Django's test runner puts its own backend in the outbox's place; tests of the outbox put that back.
MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Static files are found where they lie; nothing is collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# No provider has keys, whatever the machine's environment says; tests that need one give them.
STRIPE_SECRET_KEY = RAZORPAY_KEY_ID = RAZORPAY_KEY_SECRET = ""
STRIPE_WEBHOOK_SECRETS = RAZORPAY_WEBHOOK_SECRETS = BANK_TRANSFER_DETAILS = []
STRIPE_CURRENCIES = BANK_TRANSFER_CURRENCIES = CURRENCIES
RAZORPAY_CURRENCIES = ["INR"]
# Tests that need the sandbox switch it on, and DEBUG with it.
SANDBOX_PAYMENTS = False
GATEWAY_PAUSES = (0.01, 0.01)
# All that a product earns is its payees', so that shares are seen in amounts.
PAYEE_DEFAULT_SHARE_BP = 10_000
