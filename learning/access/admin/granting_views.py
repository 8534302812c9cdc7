"""Giving a person a course, a bundle, a whole path or a seat in a cohort; and taking a bundle back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from accounts.models import User
from common.verdict import Verdict
from learning.access import actions
from learning.access.actions.bundles import BUNDLE, page_of_bundle
from learning.access.actions.cohorts import COHORT
from learning.access.models import Bundle, BundlePage, BundlePurchase, CohortMember, CourseAccess, PathMember
from learning.classroom.staff import policies
from learning.classroom.staff.forms import (
    BundleForm,
    GrantForm,
    PathForm,
    PickBundleForm,
    ReasonForm,
    SeatForm,
)
from learning.classroom.staff.grants import AccessFormView, ChangesAccessView, say

PATH = "path"


@dataclass(frozen=True, slots=True)
class GrantTab:
    """One of the things that can be given."""

    label: str
    url: str
    is_here: bool


class GivesAccessView(AccessFormView):
    """A screen that gives a person something; the others are beside it."""

    page_title = gettext_lazy("Grant access")
    gives = "grant"
    explanation: Any = ""
    button: Any = gettext_lazy("Grant access")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "tabs": self._tabs(),
            "explanation": self.explanation,
            "button": self.button,
        }

    def _tabs(self) -> list[GrantTab]:
        """What the reader may give."""
        given = {
            "grant": (_("Course"), policies.may_change_access),
            "grant_bundle": (_("Bundle"), policies.may_change_access),
            "grant_path": (_("Learning path"), policies.may_change_access),
            "grant_seat": (_("Cohort"), policies.may_seat),
        }
        return [
            GrantTab(
                label, reverse(f"classroom_staff:{name}", args=[self.person.public_id]), name == self.gives
            )
            for name, (label, may) in given.items()
            if may(self.reader)
        ]

    def tell_opened(self, words: str, source: tuple[str, Any], title: str) -> None:
        """Say what was given, and how much of it is closed nevertheless."""
        messages.success(self.request, words % {"person": self.person.get_display_name(), "title": title})
        kind, source_id = source
        now = timezone.now()
        shut = [
            grant.course.title
            for grant in CourseAccess.objects.of_source(kind, str(source_id))
            .filter(person=self.person)
            .select_related("course")
            .order_by("course__title")
            if grant.effective_status(max(now, grant.starts_at)) != CourseAccess.Status.UNLOCKED
        ]
        if shut:
            words = ngettext(
                "No access yet to %(courses)s, because it was revoked, suspended or ended earlier. "
                "Change it below.",
                "No access yet to %(courses)s, because they were revoked, suspended or ended "
                "earlier. Change them below.",
                len(shut),
            )
            messages.warning(self.request, words % {"courses": ", ".join(f"“{title}”" for title in shut)})


class GrantView(GivesAccessView, ChangesAccessView):
    """Let a person into a course."""

    explanation = gettext_lazy("Gives this person access to the course, regardless of price.")

    def get_form(self) -> GrantForm:
        return GrantForm(self.request.POST or None)

    def save(self, form: Any, at: datetime) -> CourseAccess:
        data = form.cleaned_data
        return actions.grant_course_access(
            person=self.person,
            course=data["course"],
            type=CourseAccess.Type.MANUAL,
            source_kind="manual",
            source_id=str(data["key"]),
            by=self.reader,
            at=at,
            notes=data["notes"],
            **form.span,
        )

    def tell(self, done: CourseAccess) -> None:
        say(self.request, _("%(person)s now has access to “%(course)s”."), done, self.person, undo="revoke")


class PickBundleView(GivesAccessView):
    """Which bundle? Then what of it."""

    gives = "grant_bundle"
    explanation = gettext_lazy(
        "Gives this person access to all courses in the bundle. You can revoke them together."
    )
    button = gettext_lazy("Next")

    def get_form(self) -> PickBundleForm:
        return PickBundleForm(self.request.GET or None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if form.is_valid():
            bundle = form.cleaned_data["bundle"]
            return redirect("classroom_staff:grant_this_bundle", self.person.public_id, bundle.public_id)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"method": "get"}


class BundleView(GivesAccessView, ChangesAccessView):
    """Give a person a bundle."""

    gives = "grant_bundle"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.bundle = get_object_or_404(Bundle, public_id=kwargs["bundle_id"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except actions.BundleRefused as refusal:
            return self._pick_another(refusal)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except actions.BundleRefused as refusal:
            return self._pick_another(refusal)

    def _pick_another(self, refusal: Exception) -> HttpResponse:
        """It was taken off the site: there is nothing to ask about it."""
        messages.error(self.request, str(refusal))
        return redirect("classroom_staff:grant_bundle", self.person.public_id)

    @property
    def page(self) -> BundlePage:
        """Raises BundleRefused."""
        return page_of_bundle(self.bundle)

    def get_form(self) -> BundleForm:
        return BundleForm(self.request.POST or None, page=self.page)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page
        return super().get_context_data(**kwargs) | {
            "bundle": self.bundle,
            "kind": page.get_kind_display(),
            "other_url": reverse("classroom_staff:grant_bundle", args=[self.person.public_id]),
            "contents": [item.course.title for item in page.items.select_related("course")]
            if page.kind == BundlePage.Kind.FIXED
            else [],
        }

    def save(self, form: Any, at: datetime) -> BundlePurchase:
        data = form.cleaned_data
        return actions.grant_bundle_access(
            person=self.person,
            bundle=self.bundle,
            by=self.reader,
            at=at,
            order_id=data["order_id"],
            notes=data["notes"],
            key=data["key"],
            **form.choice,
            **form.span,
        )

    def tell(self, done: BundlePurchase) -> None:
        self.tell_opened(_("%(person)s now has the bundle “%(title)s”."), (BUNDLE, done.pk), done.title)


class PathView(GivesAccessView, ChangesAccessView):
    """Give a person a whole path."""

    gives = "grant_path"
    explanation = gettext_lazy(
        "Adds this person to the learning path with access to all its courses, regardless of "
        "price. Each course opens when the required courses before it are completed."
    )

    def get_form(self) -> PathForm:
        return PathForm(self.request.POST or None)

    def save(self, form: Any, at: datetime) -> PathMember:
        data = form.cleaned_data
        return actions.grant_path_access(
            person=self.person, path=data["path"], by=self.reader, at=at, notes=data["notes"], **form.span
        )

    def tell(self, done: PathMember) -> None:
        self.tell_opened(
            _("%(person)s added to the learning path “%(title)s”."), (PATH, done.path_id), done.path.title
        )


class SeatView(GivesAccessView, ChangesAccessView):
    """Put a person into a cohort."""

    gives = "grant_seat"
    explanation = gettext_lazy("Adds this person to the cohort, with access to its courses.")
    button = gettext_lazy("Add to cohort")

    def may(self, reader: User) -> Verdict:
        return policies.may_seat(reader)

    def get_form(self) -> SeatForm:
        return SeatForm(self.request.POST or None, now=timezone.now())

    def save(self, form: Any, at: datetime) -> CohortMember:
        data = form.cleaned_data
        return actions.join_cohort(
            person=self.person, cohort=data["cohort"], by=self.reader, at=at, notes=data["notes"]
        )

    def tell(self, done: CohortMember) -> None:
        self.tell_opened(
            _("%(person)s added to the cohort “%(title)s”."), (COHORT, done.cohort_id), done.cohort.name
        )


class RevokeBundleView(ChangesAccessView):
    """Take a bundle back as one."""

    page_title = gettext_lazy("Revoke bundle")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        purchases = BundlePurchase.objects.filter(buyer__public_id=kwargs["public_id"])
        self.purchase = get_object_or_404(purchases, public_id=kwargs["purchase_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_form(self) -> Form:
        return ReasonForm(self.request.POST or None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grants = CourseAccess.objects.of_source(BUNDLE, str(self.purchase.pk)).select_related("course")
        return super().get_context_data(**kwargs) | {
            "explanation": _(
                "Revokes all access from this purchase and nothing else. Progress and results are kept."
            ),
            "bundle": self.purchase,
            "contents": [grant.course.title for grant in grants.order_by("course__title")],
            "is_serious": True,
            "is_out_of_place": self.purchase.revoked_at is not None,
            "button": _("Revoke bundle"),
        }

    def save(self, form: Any, at: datetime) -> BundlePurchase:
        return actions.revoke_bundle_access(
            purchase=self.purchase, by=self.reader, at=at, reason=form.cleaned_data["reason"]
        )

    def tell(self, done: BundlePurchase) -> None:
        messages.success(self.request, _("Bundle “%(title)s” revoked.") % {"title": done.title})
