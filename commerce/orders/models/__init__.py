"""Baskets and orders."""

from .baskets import Basket, BasketLine
from .gifts import Gift
from .orders import Order, OrderLine, OrderNumberSeries

__all__ = ["Basket", "BasketLine", "Gift", "Order", "OrderLine", "OrderNumberSeries"]
