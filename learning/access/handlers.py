"""A published path or bundle: what its identity remembers follows. And people are told what concerns them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.signals import page_published, page_unpublished

from commerce.catalogue.events import PriceChanged
from commerce.orders.events import (
    GiftClaimed,
    OrderCancelled,
    OrderHeld,
    OrderPaid,
    OrderRefunded,
    OrderReleased,
)
from common.background.durable import enqueue_durably
from common.events import handles
from learning.courses.events import CourseReleased, CourseStatusChanged, InstructorsChanged

from . import actions, messages, tasks
from .events import (
    AccessEnded,
    AccessEndedToMany,
    AccessOpened,
    AccessOpenedToMany,
    CourseIsThere,
    SeatOffered,
)
from .models import BundlePage, LearningPathPage
from .sales import products, settlement


def connect() -> None:
    page_published.connect(keep_path, sender=LearningPathPage, dispatch_uid="access-path-published")
    page_published.connect(keep_bundle, sender=BundlePage, dispatch_uid="access-bundle-published")
    page_unpublished.connect(stop_selling, sender=BundlePage, dispatch_uid="access-bundle-unpublished")


def keep_path(sender: Any, instance: LearningPathPage, **kwargs: Any) -> None:
    actions.keep_path_edition(page=instance, at=timezone.now())


def keep_bundle(sender: Any, instance: BundlePage, **kwargs: Any) -> None:
    actions.keep_bundle_title(page=instance)
    products.keep_bundle_products(bundle_id=instance.bundle_id, at=timezone.now())


def stop_selling(sender: Any, instance: BundlePage, **kwargs: Any) -> None:
    products.keep_bundle_products(bundle_id=instance.bundle_id, at=timezone.now())


@handles(CourseReleased, CourseStatusChanged, InstructorsChanged)
def keep_products(fact: CourseReleased | CourseStatusChanged | InstructorsChanged) -> None:
    products.keep_products_with_course(course_id=fact.course_id, at=timezone.now())


@handles(PriceChanged)
def keep_priced_product(fact: PriceChanged) -> None:
    products.keep_product_with_code(code=fact.product_code, at=timezone.now())


@handles(OrderPaid, OrderRefunded, OrderCancelled, OrderHeld, OrderReleased, GiftClaimed)
def settle_order_access(
    fact: OrderPaid | OrderRefunded | OrderCancelled | OrderHeld | OrderReleased | GiftClaimed,
) -> None:
    settlement.settle_order_access(order_id=fact.order_id, at=timezone.now())


@handles(AccessOpened)
def enrol_at_start(fact: AccessOpened) -> None:
    actions.enrol_at_start(grant_ids=[fact.grant_id], at=timezone.now())


@handles(AccessOpenedToMany)
def enrol_many_at_start(fact: AccessOpenedToMany) -> None:
    actions.enrol_at_start(grant_ids=fact.grant_ids, at=timezone.now())


@handles(CourseReleased)
def open_on_paths(fact: CourseReleased) -> None:
    actions.open_on_paths(course_id=fact.course_id, at=timezone.now())


@handles(CourseReleased)
def pin_followers(fact: CourseReleased) -> None:
    actions.pin_followers(course_id=fact.course_id)


@handles(CourseReleased)
def follow_last_day(fact: CourseReleased) -> None:
    enqueue_durably(tasks.follow_last_day, fact.course_id)


@handles(CourseReleased)
def tell_who_waits(fact: CourseReleased) -> None:
    actions.tell_course_is_there(course_id=fact.course_id, at=timezone.now())


@handles(SeatOffered)
def write_of_seat(fact: SeatOffered) -> None:
    messages.send_seat_offered(waiting_id=fact.waiting_id, invitation_id=fact.invitation_id)


@handles(CourseIsThere)
def write_of_course(fact: CourseIsThere) -> None:
    messages.send_course_is_there(waiting_id=fact.waiting_id)


@handles(AccessOpened)
def write_of_opened_access(fact: AccessOpened) -> None:
    tasks.tell_of_changes.enqueue(fact.grant_id)


@handles(AccessEnded)
def write_of_ended_access(fact: AccessEnded) -> None:
    tasks.tell_of_changes.enqueue(fact.grant_id)


@handles(AccessOpenedToMany)
def write_to_many_of_opened_access(fact: AccessOpenedToMany) -> None:
    actions.tell_many_of_changes(grant_ids=fact.grant_ids)


@handles(AccessEndedToMany)
def write_to_many_of_ended_access(fact: AccessEndedToMany) -> None:
    actions.tell_many_of_changes(grant_ids=fact.grant_ids)
