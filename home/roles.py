"""What each group may do to what a site says about itself."""

_SITE_SETTINGS = [
    "home.change_brand",
    "home.change_navigation",
    "home.change_footer",
    "home.change_sociallinks",
    "home.change_announcement",
    "home.change_analytics",
    "home.change_motion",
    "home.change_searchappearance",
]

PERMISSIONS = {"Marketer": _SITE_SETTINGS, "Administrator": _SITE_SETTINGS}
