"""What each group may do to what a site says about itself, and to where old addresses lead."""

_SITE_SETTINGS = [
    "home.change_brand",
    "home.change_navigation",
    "home.change_footer",
    "home.change_legalpages",
    "home.change_sociallinks",
    "home.change_contact",
    "home.change_announcement",
    "home.change_analytics",
    "home.change_motion",
    "home.change_searchappearance",
]

_REDIRECTS = [
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
]

_SECTION_LIBRARY = [
    f"home.{verb}_section" for verb in ("add", "change", "delete", "publish", "lock", "unlock")
]

PERMISSIONS = {
    "Marketer": [*_SITE_SETTINGS, *_REDIRECTS, *_SECTION_LIBRARY],
    "Administrator": [*_SITE_SETTINGS, *_SECTION_LIBRARY],
}
