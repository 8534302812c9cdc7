"""Baskets and orders."""

from .baskets import Basket, BasketLine
from .orders import Order, OrderLine, OrderNumberSeries

__all__ = ["Basket", "BasketLine", "Order", "OrderLine", "OrderNumberSeries"]
