"""`{% styles "site" %}`: links a set of stylesheets."""

from __future__ import annotations

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from common.design.stylesheets import bundle_name, stylesheets

register = template.Library()


@register.simple_tag
def styles(name: str) -> SafeString:
    """Link each file of a set, or on a server the one file that `collectstatic` made of them.

    name: "site", or a folder of static/css. Raises UnknownStyles.
    """
    files = (bundle_name(name),) if getattr(staticfiles_storage, "has_bundles", False) else stylesheets(name)
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((staticfiles_storage.url(file),) for file in files)
    )
