"""The pages that marketers own, and what a site says about itself. Import models from here."""

from home.models.forms import PageFormField
from home.models.legal import LegalPages
from home.models.pages import HomePage, LandingPage
from home.models.sections import Section
from home.models.settings import (
    Analytics,
    Announcement,
    Brand,
    Contact,
    Footer,
    Motion,
    Navigation,
    SearchAppearance,
    SocialLinks,
)

__all__ = [
    "Analytics",
    "Announcement",
    "Brand",
    "Contact",
    "Footer",
    "HomePage",
    "LandingPage",
    "LegalPages",
    "Motion",
    "Navigation",
    "PageFormField",
    "SearchAppearance",
    "Section",
    "SocialLinks",
]
