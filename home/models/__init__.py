"""The pages that marketers own, and what a site says about itself. Import models from here."""

from home.models.pages import HomePage
from home.models.settings import (
    Analytics,
    Announcement,
    Brand,
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
    "Footer",
    "HomePage",
    "Motion",
    "Navigation",
    "SearchAppearance",
    "SocialLinks",
]
