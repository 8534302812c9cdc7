"""Forms of the checkout that nobody has sent yet, made by the part of the page that shows them.

A part that is kept (`{% drawn %}`) makes its form once. What is one buyer's own is handed on as it is: a
value of theirs, or the place in the part that it is written into.
"""

from __future__ import annotations

from django import template

from common.templatetags.drawing import OWN

from ..checkout.forms import CouponCodeForm, DetailsForm, GiftForm, PayForm
from ..checkout.paying_forms import PayingFace

register = template.Library()


@register.simple_tag
def gift_form(line: str, recipient: str = "") -> GiftForm:
    """For whom a line is. line: its key. recipient: whom it is for so far."""
    return GiftForm(initial={"recipient": recipient}, own_email="", auto_id=f"gift_{line}_%s")


@register.simple_tag
def coupon_form() -> CouponCodeForm:
    return CouponCodeForm(auto_id="coupon_%s")


@register.simple_tag(takes_context=True)
def details_form(context: template.Context, country: str, region: str) -> DetailsForm:
    """The buyer's details. What else they are stands in the context: `own_name` and so on."""
    own = {name: context.get(f"{OWN}{name}", "") for name in DetailsForm.base_fields}
    return DetailsForm(initial={**own, "country": country, "region": region})


@register.simple_tag
def pay_form(face: PayingFace, agreed: str, wallet_label: str) -> PayForm:
    """How an order is paid. agreed: the fingerprint of what is shown."""
    return face.form(agreed=agreed, wallet_label=wallet_label)
