"""The pages that marketers own, and what a site says about itself. Import models from here."""

from home.models.pages import HomePage

__all__ = ["HomePage"]
