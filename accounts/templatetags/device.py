"""`<body{% device_account %}>`: whose page it is, for what its script keeps on the device."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.device import device_keys, device_name

register = template.Library()


@register.simple_tag(takes_context=True)
def device_account(context: template.Context) -> SafeString:
    """The attributes data-account and data-device-keys; nothing for strangers. No query."""
    person = getattr(context.get("request"), "user", None)
    if person is None or not person.is_authenticated:
        return SafeString("")
    keys = " ".join(device_keys(person))
    return format_html(' data-account="{}" data-device-keys="{}"', device_name(person), keys)
