"""What vouchers open: an order over nothing, placed and completed by the way of every other one.

So what a voucher opened is settled, locked, refunded and shown like what was paid for.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from commerce.catalogue import sellers
from commerce.catalogue.models import Product
from commerce.catalogue.selectors import prices_at, products_by_code
from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.databases import commerce_transaction
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine
from commerce.orders.quotes import Quote, QuotedLine
from commerce.wallet.models import VoucherRedemption
from commerce.wallet.product_vouchers import OpenedProduct, VoucherRefused
from common.money import Money

from .actions.paying import pay_free_order


class OrderOpener:
    """Opens products by orders that cost nothing."""

    def choices(self) -> list[tuple[str, str]]:
        """Products on sale whose buyer has nothing to choose. One query and the sellers'."""
        products = list(Product.objects.on_sale().order_by("title", "pk"))
        asked = sellers.choices(products)
        return [(product.code, product.title) for product in products if product.code not in asked]

    def open(self, redemption: VoucherRedemption, at: datetime) -> None:
        """Place and complete the order. The customer's row is the lock: two vouchers for the same are one."""
        with commerce_transaction():
            # Without the key, since the use that was just written holds a share of it.
            held = Customer.objects.select_for_update(no_key=True).get(pk=redemption.customer_id)
            code = redemption.voucher.batch.product_code
            product = products_by_code([code]).get(code)
            if product is None:
                raise VoucherRefused("not_available", _("This is no longer available."))
            _refuse_unwanted(held, product)
            order = orders.place_order(
                customer=held, quote=_quote(held, product, at), redemption=redemption, at=at
            )
            pay_free_order(order_id=order.pk, at=at)

    def opened(self, redemption: VoucherRedemption) -> OpenedProduct | None:
        """Where the order's product is shown. Two queries and the sellers'."""
        line = OrderLine.objects.filter(order__redemption=redemption).first()
        if line is None:
            return None
        faces = sellers.addresses(products_by_code([line.product_code]).values())
        face = faces.get(line.product_code)
        return OpenedProduct(face.title if face else line.title, face.url if face else "")


def _refuse_unwanted(customer: Customer, product: Product) -> None:
    """Raises VoucherRefused where the customer has the product, or it can't be had as it is."""
    verdict = sellers.may_buy(customer.account_id, [product])[product.code]
    if not verdict:
        raise VoucherRefused(verdict.code, verdict.sentence)
    # What was ordered a moment ago may not be open yet.
    own = OrderLine.objects.filter(product_code=product.code, order__customer=customer)
    own = own.filter(recipient_email="", recipient_account_id=None, withdrawn_at=None)
    if own.filter(order__status=Order.Status.PAID).exclude(order__dispute=Order.DisputeState.LOST).exists():
        raise VoucherRefused("owned", _("You already have this."))
    if product.code in sellers.choices([product]):
        raise VoucherRefused("choose", _("This voucher can't be redeemed at the moment. Contact us."))


def _quote(customer: Customer, product: Product, at: datetime) -> Quote:
    """The product at today's price, all of which the voucher takes off."""
    money = _price(product, at)
    face = sellers.addresses([product])[product.code]
    line = QuotedLine(
        product_code=product.code,
        title=face.title,
        supply=product.supply,
        unit_minor=money.amount_minor,
        discount_minor=money.amount_minor,
        net_minor=0,
        tax_minor=0,
        total_minor=0,
        choices=sellers.contents([product]).get(product.code, ()),
    )
    buyer = BuyerDetails.from_json(vars(customer)).as_json()
    return Quote(currency=money.currency, lines=(line,), buyer=buyer)


def _price(product: Product, at: datetime) -> Money:
    """What it costs in the first currency of the site in which it is sold; nothing where it isn't sold."""
    prices = prices_at([product.pk], at)[product.pk]
    offered = [prices[code] for code in settings.CURRENCIES if code in prices]
    return offered[0] if offered else Money.zero(settings.CURRENCIES[0])
