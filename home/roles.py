"""What each group may do to what a site says about itself, and to where old addresses lead."""

_SITE_SETTINGS = [
    "home.change_brand",
    "home.change_navigation",
    "home.change_footer",
    "home.change_legalpages",
    "home.change_sociallinks",
    "home.change_contact",
    "home.change_announcement",
    "home.change_motion",
    "home.change_searchappearance",
]

# Who counts visits runs a script of theirs on every public page.
_SCRIPTS_FROM_ELSEWHERE = ["home.change_analytics"]

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
    "Administrator": [*_SITE_SETTINGS, *_SCRIPTS_FROM_ELSEWHERE, *_SECTION_LIBRARY],
}
