"""On a developer's machine: nothing has to be set, nothing has to run beside the site."""

from .base import *

DEBUG = True
SECRET_KEY = SECRET_KEY or "development-only"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]

# Mails are kept as files, so that they can be read later.
vars().update(env.mail("EMAIL_URL", default=f"file://{VAR_DIR}/mail"))

# Passkeys are tried out over plain HTTP on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# Somebody who sells, so that invoices can be looked at; elsewhere nobody is invented.
if not vars()["SELLER_NAME"]:
    vars().update(
        SELLER_NAME="Lyceum Learning GmbH",
        SELLER_ADDRESS=["Lindenstraße 7", "10969 Berlin"],
        SELLER_COUNTRY="DE",
        SELLER_REGION="",
        SELLER_TAX_NUMBER="DE136695976",
    )

# Buying can be tried out without a provider's keys.
SANDBOX_PAYMENTS = env.flag("SANDBOX_PAYMENTS", default=True)

# Whoever sells in the demo academy, and where its buyers send money to: nobody's account.
SELLER_NAME = SELLER_NAME or "Lyceum demo academy"
SELLER_ADDRESS = SELLER_ADDRESS or ["Bibliotheksweg 1", "10115 Berlin"]
SELLER_COUNTRY = SELLER_COUNTRY or "DE"
SELLER_TAX_NUMBER = SELLER_TAX_NUMBER or "DE136695976"
PAYEE_DEFAULT_SHARE_BP = env.percentage("PAYEE_DEFAULT_SHARE", default=7_000)
BANK_TRANSFER_DETAILS = BANK_TRANSFER_DETAILS or ["Lyceum demo academy", "IBAN DE02 1203 0000 0000 2020 51"]
WALLET_TOP_UP_MOST = WALLET_TOP_UP_MOST or {"EUR": 50_000, "USD": 50_000, "INR": 2_000_000}
WALLET_TOP_UP_LEAST = WALLET_TOP_UP_LEAST or {"EUR": 500, "USD": 500, "INR": 20_000}
WALLET_TOP_UP_SUGGESTIONS = WALLET_TOP_UP_SUGGESTIONS or {
    "EUR": [2_500, 5_000, 10_000],
    "USD": [2_500, 5_000, 10_000],
    "INR": [50_000, 100_000, 200_000],
}
