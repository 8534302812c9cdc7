"""What may be done to baskets and orders. Each is one transaction in commerce's database.

The row of an order is held first (`hold_order`), and what becomes of its money is decided under that lock.
The money itself is posted by billing, in the same transaction.
"""

from .baskets import (
    BasketFull,
    add_to_basket,
    basket_for,
    change_basket,
    empty_basket_of,
    forget_abandoned_baskets,
    remove_from_basket,
    take_over_basket,
)
from .closing import cancel, expire, order_to_close
from .disputes import hold, release
from .gifts import (
    GiftRefused,
    accept_gift,
    claim_gift,
    claim_gifts_of,
    correct_recipient,
    email_gift_again,
    let_known_have,
    prepare_gifts,
)
from .money import add_card_country, record_payment, record_refund, return_payment
from .orders import ForbiddenStep, UnknownOrder, WrongAmount, hold_order, place_order
from .personal_data import erase_buyer, move_orders

__all__ = [
    "BasketFull",
    "ForbiddenStep",
    "GiftRefused",
    "UnknownOrder",
    "WrongAmount",
    "accept_gift",
    "add_card_country",
    "add_to_basket",
    "basket_for",
    "cancel",
    "change_basket",
    "claim_gift",
    "claim_gifts_of",
    "correct_recipient",
    "email_gift_again",
    "empty_basket_of",
    "erase_buyer",
    "expire",
    "forget_abandoned_baskets",
    "hold",
    "hold_order",
    "let_known_have",
    "move_orders",
    "order_to_close",
    "place_order",
    "prepare_gifts",
    "record_payment",
    "record_refund",
    "release",
    "remove_from_basket",
    "return_payment",
    "take_over_basket",
]
