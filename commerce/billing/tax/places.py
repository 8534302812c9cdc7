"""Places that tax law treats alike."""

from __future__ import annotations

#: Members of the European Union, as ISO 3166-1 writes them.
EUROPEAN_UNION = frozenset(
    (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
        "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    )
)  # fmt: skip

#: Union territories of India without a legislature, where the State's part of the tax is called UTGST.
INDIAN_TERRITORIES = frozenset(("AN", "CH", "DH", "LA", "LD"))

#: Parts of countries in which tax is decided by them: asked of the buyer before tax is shown.
COUNTRIES_TAXED_BY_REGION = frozenset(("IN", "US", "CA"))
