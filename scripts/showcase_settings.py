"""Production's settings for the showcase: it serves its own media, and the style guide stands in it."""

from config.settings.production import *

ROOT_URLCONF = "scripts.showcase_urls"
