"""Who may sign in, and how: django-allauth for the site and its API, and Wagtail's own forms aside."""

from datetime import timedelta

from config import env

SESSION_ENGINE = "common.http.sessions"
AUTHENTICATION_BACKENDS = ["accounts.signin.backends.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my-dashboard/"
LOGOUT_REDIRECT_URL = "/"

# The account: an e-mail address, verified by a code, and no username.
ACCOUNT_ADAPTER = "accounts.signin.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.signin.signup_form.NamesForm"
ACCOUNT_FORMS = {
    "request_login_code": "accounts.forms.RequestCodeForm",
    "change_password": "accounts.signin.password_forms.NewPasswordForm",
    "reset_password_from_key": "accounts.signin.password_forms.ResetForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# A change would be offered to new addresses alone, and so tell a stranger which are known.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_PRESERVE_USERNAME_CASING = False
# Failed sign-ins to one account: five, then this long a pause, which the form names.
FAILED_SIGN_IN_MINUTES = 5
ACCOUNT_RATE_LIMITS = {"login_failed": f"10/m/ip,5/{FAILED_SIGN_IN_MINUTES}m/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "accounts.signin.adapters.display_name"
# Behind this many proxies of ours the client's address is read from X-Forwarded-For; rate limits need it.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)

# A second factor, and passkeys as a way in of their own.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "accounts.signin.passkeys.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "accounts.forms.AddPasskeyForm"}
MFA_TOTP_ISSUER = "Lyceum"
MFA_TOTP_TOLERANCE = 1

# Google appears where its key does. An address that Google vouches for counts as verified.
GOOGLE_CLIENT_ID = env.text("GOOGLE_CLIENT_ID")
SOCIALACCOUNT_ADAPTER = "accounts.signin.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "google": {
        "APPS": (
            [{"client_id": GOOGLE_CLIENT_ID, "secret": env.text("GOOGLE_CLIENT_SECRET"), "key": ""}]
            if GOOGLE_CLIENT_ID
            else []
        ),
        "SCOPE": ["profile", "email"],
        "AUTH_PARAMS": {"access_type": "online"},
        "OAUTH_PKCE_ENABLED": True,
    }
}

# The sign-in API. Access tokens are checked against their session, so that ending the session ends them too.
HEADLESS_TOKEN_STRATEGY = "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy"
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True

# Wagtail's admin has no sign-in, password or e-mail form of its own: allauth's know of second factors
# and of suspensions.
WAGTAILADMIN_LOGIN_URL = "accounts_admin_sign_in"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
