"""What every environment shares. The environment itself is read in `config.env` only."""

from pathlib import Path
from typing import Any

from config import env

from .signin import *

BASE_DIR = Path(__file__).resolve().parents[3]
# Everything the site writes on this machine: database, files, mails, collected static files.
VAR_DIR = env.folder("LYCEUM_VAR_DIR", BASE_DIR / "var")
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
REDIS_URL = env.text("REDIS_URL")

# Whether search engines may list this server at all; each site has a setting of its own beside it.
SEARCH_ENGINES = env.flag("SEARCH_ENGINES", default=False)

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    # ours, upper layers first (templates and commands of the upper win)
    "demo.apps.DemoConfig",
    "api.apps.ApiConfig",
    "home.apps.HomeConfig",
    "learning.support.apps.SupportConfig",
    "learning.classroom.apps.ClassroomConfig",
    "learning.certificates.apps.CertificatesConfig",
    "learning.progress.apps.ProgressConfig",
    "learning.assessments.apps.AssessmentsConfig",
    "learning.access.apps.AccessConfig",
    "learning.courses.apps.CoursesConfig",
    "commerce.billing.apps.BillingConfig",
    "commerce.orders.apps.OrdersConfig",
    "commerce.catalogue.apps.CatalogueConfig",
    "commerce.wallet.apps.WalletConfig",
    "commerce.gateways.apps.GatewaysConfig",
    "commerce.ledger.apps.LedgerConfig",
    "commerce.customers.apps.CustomersConfig",
    "notifications.apps.NotificationsConfig",
    "library.apps.LibraryConfig",
    "accounts.apps.AccountsConfig",
    "common.apps.CommonConfig",
    # wagtail
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.PeopleAdminConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v3",
    "wagtail",
    "wagtail_modeladmin",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "django_filters",
    # sign-in
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    # django
    "django_htmx",
    "django_tasks",
    "ninja",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.http.compression.CompressPages",
    "common.http.content_policy.ContentPolicyMiddleware",
    "common.http.storable_text.StorableText",
    "common.http.incomplete_forms.IncompleteForms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "common.http.body_limits.BodyLimitMiddleware",
    "common.http.maintenance.MaintenanceMiddleware",
    "common.http.write_limits.WriteLimitsMiddleware",
    "accounts.middleware.PersonMiddleware",
    "accounts.middleware.DeviceMiddleware",
    "accounts.security_log.middleware.SecurityLogMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.admin.list_addresses.ListAddressMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "learning.support.preview_as.middleware.PreviewMiddleware",
    "learning.courses.editor.middleware.UploadsMiddleware",
    "learning.classroom.middleware.ClassroomMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
CSRF_FAILURE_VIEW = "accounts.views.refused_form"
# While the academy is being worked on: one page for everybody but staff.
MAINTENANCE = env.flag("MAINTENANCE", default=False)
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Fields are drawn with our templates, too: where Wagtail writes a script into one, it gets its nonce there.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.database("DATABASE_URL", file=VAR_DIR / "lyceum.sqlite3")}
# Commerce may have a database of its own; no query joins across.
COMMERCE_DATABASE = "commerce" if env.text("COMMERCE_DATABASE_URL") else "default"
if COMMERCE_DATABASE != "default":
    DATABASES[COMMERCE_DATABASE] = env.database("COMMERCE_DATABASE_URL", file=VAR_DIR / "commerce.sqlite3")
DATABASE_ROUTERS = ["commerce.databases.CommerceRouter"]
# After how long PostgreSQL cuts off a statement of background work or of a command.
DATABASE_JOB_SECONDS = env.number("DATABASE_JOB_SECONDS", 900)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Without Redis there is one process, so its own memory serves as the caches. Each has room of its own, so
# that what one holds pushes out nothing of another.
_LOCAL = "django.core.cache.backends.locmem.LocMemCache"
_REDIS = "common.caching.redis_cache.RedisOrElse"
# Where limits are counted may be another Redis: one that never throws away what it was told.
LIMITS_REDIS_URL = env.text("LIMITS_REDIS_URL", REDIS_URL)
# While Redis is away, limits are counted in a table of the database.
_COUNTED = {
    "BACKEND": "common.caching.counting.CountingTable",
    "LOCATION": "common_counted_limit",
    "TIMEOUT": 3600,
    "OPTIONS": {"MAX_ENTRIES": 200_000},
}
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": _LOCAL, "LOCATION": "default", "OPTIONS": {"MAX_ENTRIES": 3000}},
    # The pages that visitors are shown, kept whole: Django's 300 would not hold a catalogue's.
    "pages": {"BACKEND": _LOCAL, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 3000}},
    "limits": {
        "BACKEND": _LOCAL,
        "LOCATION": "limits",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": _REDIS, "LOCATION": REDIS_URL},
        "pages": {"BACKEND": _REDIS, "LOCATION": REDIS_URL, "KEY_PREFIX": "pages"},
        "limits": {
            "BACKEND": _REDIS,
            "LOCATION": LIMITS_REDIS_URL,
            "KEY_PREFIX": "limits",
            "TIMEOUT": 3600,
            "OPTIONS": {"instead": _COUNTED},
        },
    }

# How much one person may write in a minute, by what it is; see common.http.write_limits.
WRITES_A_MINUTE = {"api": 300, "uploads": 180, "forms": 240}

# Work done after the answer: by Celery's workers where there is Redis, else by a thread of this process.
_BACKEND = "CeleryBackend" if REDIS_URL else "ThreadBackend"
TASKS = {"default": {"BACKEND": f"common.background.{_BACKEND}", "QUEUES": []}}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long Redis is away, workers come back to it.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_BEAT_SCHEDULER = "config.celery.Planner"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

AUTH_USER_MODEL = "accounts.User"

LANGUAGE_CODE = "en"
# A language is offered where it is whole: `tests/test_house_languages.py` counts what is translated.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]
# What courses are taught in and captions written in, whatever the screens speak.
TEACHING_LANGUAGES = [("en", "English"), ("fr", "Français")]
# The second holds what Wagtail says about pages, in words for people who write courses.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "site/common/admin/wording"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
NPM_DIR = BASE_DIR / "node_modules"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "config.static_files.PackageFinder",
    "config.static_files.AppFinder",
]
_FONTS = NPM_DIR / "@fontsource-variable"
# Libraries from npm: the short name that pages use, the folder, the files that pages need.
STATICFILES_PACKAGES = [
    ("npm/htmx", NPM_DIR / "htmx.org" / "dist", ("htmx.min.js",)),
    ("npm/tus", NPM_DIR / "tus-js-client" / "dist", ("tus.min.js",)),
    ("npm/hls", NPM_DIR / "hls.js" / "dist", ("hls.min.mjs",)),
    ("npm/text-font", _FONTS / "atkinson-hyperlegible-next" / "files", ("*-latin*.woff2",)),
    ("npm/display-font", _FONTS / "bricolage-grotesque" / "files", ("*-latin*-wght-normal.woff2",)),
    ("npm/code-font", _FONTS / "jetbrains-mono" / "files", ("*-latin-wght-normal.woff2",)),
    ("npm/katex", NPM_DIR / "katex" / "dist", ("katex.min.js", "katex.min.css", "fonts/*")),
    ("npm/chart", NPM_DIR / "chart.js" / "dist", ("chart.umd.min.js",)),
    ("npm/mermaid", NPM_DIR / "mermaid" / "dist", ("mermaid.esm.min.mjs", "chunks/mermaid.esm.min/*.mjs")),
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
# The prefix of nginx's internal location for private files; empty: the site streams them itself.
X_ACCEL_PREFIX = env.text("X_ACCEL_PREFIX")
S3_BUCKET = env.text("S3_BUCKET")
_S3 = {
    "bucket_name": S3_BUCKET,
    "region_name": env.text("S3_REGION") or None,
    "endpoint_url": env.text("S3_ENDPOINT_URL") or None,
    "access_key": env.text("S3_ACCESS_KEY_ID") or None,
    "secret_key": env.text("S3_SECRET_ACCESS_KEY") or None,
    # Without a region boto3 would sign an address the old way, which most providers refuse by now.
    "signature_version": "s3v4",
    "file_overwrite": False,
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "library.storage.whole_files.WholeFileStorage"},
    # What belongs to a course: never under MEDIA_URL, handed out by `library.delivery` only.
    "private": {
        "BACKEND": "library.storage.whole_files.WholeFileStorage",
        "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Servers that play what lessons name on others: addresses lead on to them, or parts of a stream lie there.
MEDIA_ORIGINS = env.origins("MEDIA_ORIGINS")
if S3_BUCKET:
    _PUBLIC = {"location": "public", "querystring_auth": False}
    _PUBLIC["custom_domain"] = env.text("S3_PUBLIC_DOMAIN") or None
    # A presigned address lives for a minute, so that taking access away takes effect.
    _PRIVATE = {"location": "private", "querystring_auth": True, "querystring_expire": 60}
    STORAGES["default"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _S3 | _PUBLIC}
    STORAGES["private"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _S3 | _PRIVATE}

# The editor shows a page's preview, and a lesson its PDF, in a frame of the same site.
X_FRAME_OPTIONS = "SAMEORIGIN"
# The hosted players refuse to play where the address of the embedding site is withheld altogether.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# What a form may bring beside its files; `common.http.body_limits` says how much of them, and from whom.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# A long page in the editor sends thousands of fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Whether addresses that people typed may lead into a private network, or go without https: in tests only.
FETCH_PRIVATE_ADDRESSES = False

# Whoever sends a mail writes it into the outbox; a task hands it to the backend that EMAIL_URL names.
EMAIL_BACKEND = "common.mail.outbox.OutboxBackend"
# How long the security log keeps failed sign-ins, and which staff were shown whose personal data.
SECURITY_LOG_DAYS = 365
# How long the notes of sent emails, and emails that could not be sent, are kept.
SENT_EMAIL_DAYS = 30
FAILED_EMAIL_DAYS = 90
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Lyceum <academy@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where mails are kept when EMAIL_URL names no server.
EMAIL_FILE_PATH = str(VAR_DIR / "mail")

# What is submitted for translation starts as a draft in the source's words: nobody is shown it untranslated.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# What may be embedded is known without asking anyone (library.embeds); Wagtail would ask while a page waits.
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAIL_SITE_NAME = "Lyceum"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
# Nothing in the admin asks an address outside, and who runs the academy reads its own changelog.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_MODEL = "library.AcademyImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "library.forms.AcademyImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "library.AcademyDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "library.forms.AcademyDocumentForm"
WAGTAILMEDIA = {"MEDIA_MODEL": "library.AcademyMedia", "MEDIA_FORM_BASE": "library.forms.AcademyMediaForm"}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "common.search"}}

# A course under review is published as one release: see learning.courses.actions.candidates.
WAGTAIL_FINISH_WORKFLOW_ACTION = "learning.courses.editor.workflow.finish_workflow"
# The number of the academy's page on LinkedIn; without it, the academy is named there by its name.
LINKEDIN_ORGANIZATION_ID = env.text("LINKEDIN_ORGANIZATION_ID")

# What prices may be in (ISO 4217).
CURRENCIES = env.words("CURRENCIES") or ["EUR", "USD", "GBP", "INR"]

# What of a product's net earnings its payees get unless staff say otherwise, in hundredths of a percent.
PAYEE_DEFAULT_SHARE_BP = env.percentage("PAYEE_DEFAULT_SHARE", default=0)

# Who sells, as it stands on invoices, and where the seller is for tax (ISO 3166-1 and -2); a | begins a new
# line of the address.
SELLER_NAME = env.text("SELLER_NAME")
SELLER_ADDRESS = [line.strip() for line in env.text("SELLER_ADDRESS").split("|") if line.strip()]
SELLER_COUNTRY = env.text("SELLER_COUNTRY").upper()
SELLER_REGION = env.text("SELLER_REGION").upper()
SELLER_TAX_NUMBER = env.text("SELLER_TAX_NUMBER")
# Whose days decide which tax rate holds, and the date of an invoice.
SELLER_TIME_ZONE = env.text("SELLER_TIME_ZONE", TIME_ZONE)
# What stands on each line of an invoice in India: the code of the service.
SELLER_SAC = env.text("SELLER_SAC")
# Numbers of invoices and credit notes: the series, the financial year and its first month, and their form.
INVOICE_SERIES = env.text("INVOICE_SERIES", "INV")
CREDIT_NOTE_SERIES = env.text("CREDIT_NOTE_SERIES", "CN")
INVOICE_YEAR_STARTS_IN = env.number("INVOICE_YEAR_STARTS_IN", 4, least=1)
INVOICE_NUMBER_FORMAT = env.text("INVOICE_NUMBER_FORMAT", "{series}/{year}/{number:06d}")
# The header in which a proxy before the site says which country a request comes from; a proof of place.
BUYER_COUNTRY_HEADER = env.text("BUYER_COUNTRY_HEADER")

# How much of an order support may refund at most: "50 EUR", "50 USD"; without an amount, nothing.
SUPPORT_REFUND_LIMITS = env.amounts("SUPPORT_REFUND_LIMITS")

# How much a wallet may be topped up by at a time. A currency without a highest amount can't be paid in.
WALLET_TOP_UP_LEAST = env.amounts("WALLET_TOP_UP_LEAST")
WALLET_TOP_UP_MOST = env.amounts("WALLET_TOP_UP_MOST")
WALLET_TOP_UP_SUGGESTIONS = env.amount_lists("WALLET_TOP_UP_SUGGESTIONS")

# Payment providers: one without its keys isn't offered, and `manage.py check` says so.
# Which currencies each is offered for; a provider takes none that it can't count in.
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_CURRENCIES = env.words("STRIPE_CURRENCIES") or CURRENCIES
RAZORPAY_KEY_ID = env.text("RAZORPAY_KEY_ID")
RAZORPAY_KEY_SECRET = env.text("RAZORPAY_KEY_SECRET")
RAZORPAY_CURRENCIES = env.words("RAZORPAY_CURRENCIES", ("INR",))
# While a secret is exchanged, messages may come signed with either.
STRIPE_WEBHOOK_SECRETS = env.words("STRIPE_WEBHOOK_SECRET")
RAZORPAY_WEBHOOK_SECRETS = env.words("RAZORPAY_WEBHOOK_SECRET")
# Where buyers send money to, as they are shown it; a | begins a new line.
BANK_TRANSFER_DETAILS = [
    line.strip() for line in env.text("BANK_TRANSFER_DETAILS").split("|") if line.strip()
]
BANK_TRANSFER_CURRENCIES = env.words("BANK_TRANSFER_CURRENCIES") or CURRENCIES
# A provider that moves no money: exists only where DEBUG is on.
SANDBOX_PAYMENTS = False
STRIPE_API_URL = "https://api.stripe.com"
RAZORPAY_API_URL = "https://api.razorpay.com"
# Seconds until a connection to a provider stands, and between two parts of its answer; pauses between tries.
GATEWAY_TIMEOUTS = (4.0, 12.0)
GATEWAY_PAUSES = (0.5, 2.0)
