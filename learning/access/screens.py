"""What the pages of paths and bundles show to whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from learning.courses.viewer import viewer_of

from . import actions
from .models import BundlePage, BundlePurchase, LearningPathPage
from .path_progress import progress_on
from .showcase import cards_for


@dataclass(frozen=True, slots=True)
class Tier:
    """A list of cards under a name; the name is empty where there are no tiers."""

    name: str
    cards: list[Any]


def path_context(request: HttpRequest, page: LearningPathPage) -> dict[str, Any]:
    """The steps of a path with the state of each. `path` is None before the first edition."""
    viewer = viewer_of(request)
    path = progress_on(viewer, [page.learning_path_id]).get(page.learning_path_id)
    cards = cards_for(request, [step.course.pk for step in path.steps]) if path else {}
    steps = [(step, cards.get(step.course.pk)) for step in path.steps] if path else []
    return {"path": path, "steps": steps, "is_signed_in": viewer.is_signed_in}


def change_membership(request: HttpRequest, page: LearningPathPage) -> HttpResponse:
    """Join or leave by POST. A stranger is led to sign in; eyes that are lent change nothing."""
    viewer, back = viewer_of(request), page.get_url(request) or "/"
    if viewer.person is None and viewer.persona is None:
        return redirect(f"{reverse('account_login')}?next={back}")
    if viewer.person is not None and not viewer.is_preview and viewer.person.is_active:
        change = actions.leave_path if request.POST.get("do") == "leave" else actions.join_path
        try:
            change(person=viewer.person, path=page.learning_path, at=timezone.now())
        except actions.PathNotOpen:
            return redirect(back)
    return redirect(back)


def bundle_context(request: HttpRequest, page: BundlePage) -> dict[str, Any]:
    """What is in a bundle, and what the one who looks has of it."""
    viewer = viewer_of(request)
    purchases = BundlePurchase.objects.filter(bundle=page.bundle_id, revoked_at=None)
    owned = list(purchases.filter(buyer=viewer.person)) if viewer.person else []
    tiers = page.tiers()
    bought = {course_id for purchase in owned for course_id in purchase.course_ids}
    cards = cards_for(
        request, list(dict.fromkeys(pk for ids in tiers.values() for pk in ids) | dict.fromkeys(bought))
    )
    return {
        "tiers": [Tier(name, [cards[pk] for pk in ids if pk in cards]) for name, ids in tiers.items()],
        "owned": [
            Tier(one.tier or one.title, [cards[pk] for pk in one.course_ids if pk in cards]) for one in owned
        ],
    }
