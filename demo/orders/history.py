"""All orders of the demo, each step at its moment: what happened first is played first."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from commerce.gateways.base import UnknownGateway, gateway_of
from demo.academy import DemoAcademy
from demo.plans.orders import OrderPlan, read_sales

from .order_player import OrderPlayer
from .shop import Shop


@dataclass
class OrderHistory:
    """Plays the orders of the plan. One whose way to pay isn't set up on this site is left out."""

    academy: DemoAcademy

    def play(self) -> None:
        """Open the shop, and let every order take its course."""
        plan = read_sales()
        shop = Shop(self.academy)
        shop.open(plan)
        waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
        for number, order in enumerate(filter(_can_be_paid, plan.orders)):
            steps = OrderPlayer(self.academy, shop, order, plan.buyers[order.buyer], number).steps()
            heapq.heappush(waiting, (next(steps), number, steps))
        while waiting:
            _moment, number, steps = heapq.heappop(waiting)
            upcoming = next(steps, None)
            if upcoming is not None and upcoming < self.academy.now:
                heapq.heappush(waiting, (upcoming, number, steps))


def _can_be_paid(order: OrderPlan) -> bool:
    """The sandbox is for development alone, and bank transfers need an account to go to."""
    if order.needs_card:
        return _is_there("sandbox")
    return order.pays != "transfer" or _is_there("bank_transfer")


def _is_there(code: str) -> bool:
    try:
        gateway_of(code)
    except UnknownGateway:
        return False
    return True
