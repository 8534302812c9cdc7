"""On a developer's machine: nothing has to be set, nothing has to run beside the site."""

from .base import *

DEBUG = True
SECRET_KEY = SECRET_KEY or "development-only"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]

# Mails are kept as files, so that they can be read later.
vars().update(env.mail("EMAIL_URL", default=f"file://{VAR_DIR}/mail"))

# Passkeys are tried out over plain HTTP on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# Buying can be tried out without a provider's keys.
SANDBOX_PAYMENTS = env.flag("SANDBOX_PAYMENTS", default=True)
