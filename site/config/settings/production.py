"""For a server. What is not set stops the boot with one sentence; the defaults are the safest."""

from whitenoise.compress import Compressor

from .base import *

env.require("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "EMAIL_URL")

# Threads share the pool: one connection for each, and two for the background thread and the probes.
_SERVED: dict[str, int] = {
    "pool_size": env.number("DATABASE_POOL_SIZE", env.number("WEB_THREADS", 8, least=1) + 2, least=1),
    "statement_seconds": env.number("DATABASE_STATEMENT_SECONDS", 30),
}
DATABASES = {"default": env.database("DATABASE_URL", file=VAR_DIR / "lyceum.sqlite3", **_SERVED)}
if COMMERCE_DATABASE != "default":
    DATABASES[COMMERCE_DATABASE] = env.database(
        "COMMERCE_DATABASE_URL", file=VAR_DIR / "commerce.sqlite3", **_SERVED
    )
SITE_URL = WAGTAILADMIN_BASE_URL = env.text("SITE_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}").rstrip("/")
vars().update(env.mail("EMAIL_URL", default=""))

STORAGES["staticfiles"] = {"BACKEND": "config.static_files.HashedFiles"}
# Source maps and declarations of types: large, and no visitor's browser ever asks for them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map", "ts", "mts"]

# Frames of the site itself are wanted (base.py says why), so Django's advice to deny them all is not.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# Where it stands, everyone may buy without paying.
if env.flag("SANDBOX_PAYMENTS", default=False):
    raise env.refusal("SANDBOX_PAYMENTS", "is for development: no money moves there")

# A staging server says no.
SEARCH_ENGINES = env.flag("SEARCH_ENGINES", default=True)

# Without HTTPS nobody can sign in safely; HTTPS=no is for a trial on the machine itself.
HTTPS = env.flag("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if ALLAUTH_TRUSTED_PROXY_COUNT:
    # Only right where the proxy sets this header itself and drops a visitor's.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO").upper()},
}
