"""Giving a person a course, a bundle, a whole path or a seat in a cohort; and taking a bundle back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from common.admin.forms import ReasonForm
from common.natural_order import AsPeopleCount
from common.verdict import Verdict
from learning.access import actions
from learning.access.actions.bundles import BUNDLE, page_of_bundle
from learning.access.actions.cohorts import COHORT
from learning.access.models import Bundle, BundlePage, BundlePurchase, CourseAccess

from . import policies
from .grant_action_views import AccessFormView, tell
from .granting_forms import AddToCohortForm, BundleForm, GrantForm, PathForm, PickBundleForm

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
    button = gettext_lazy("Grant access")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"tabs": self._tabs()}

    def _tabs(self) -> list[GrantTab]:
        """What the reader may give."""
        given = {
            "grant": (_("Course"), policies.may_change_access),
            "grant_bundle": (_("Bundle"), policies.may_change_access),
            "grant_path": (_("Learning path"), policies.may_change_access),
            "add_to_cohort": (_("Cohort"), policies.may_change_members),
        }
        return [
            GrantTab(label, reverse(f"access_admin:{name}", args=[self.person.public_id]), name == self.gives)
            for name, (label, may) in given.items()
            if may(self.reader)
        ]

    def tell_opened(self, words: str, source: tuple[str, Any], title: str) -> None:
        """Say what was given, and how much of it is closed nevertheless."""
        messages.success(self.request, words % {"person": self.person.get_display_name(), "title": title})
        kind, source_id = source
        shut = [
            grant.course.title
            for grant in CourseAccess.objects.of_source(kind, str(source_id))
            .filter(person=self.person)
            .select_related("course")
            .order_by(AsPeopleCount("course__title"))
            if grant.effective_status(max(self.now, grant.starts_at)) != CourseAccess.Status.UNLOCKED
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


class GrantView(GivesAccessView):
    """Let a person into a course."""

    explanation = gettext_lazy("Gives this person access to the course, regardless of price.")

    def form_for(self, data: Any, files: Any = None) -> GrantForm:
        return GrantForm(data, initial={"course": self.request.GET.get("course", "")})

    def done(self, form: Any) -> None:
        data = form.cleaned_data
        grant = actions.grant_course_access(
            person=self.person,
            course=data["course"],
            type=CourseAccess.Type.MANUAL,
            source_kind="manual",
            source_id=str(data["key"]),
            by=self.reader,
            at=self.now,
            notes=data["notes"],
            **form.span,
        )
        words = _("“%(course)s” granted to %(person)s.")
        tell(self.request, words, grant, self.person, undo="revoke", at=self.now)


class PickBundleView(GivesAccessView):
    """Which bundle? Then what of it."""

    http_method_names = ["get", "head", "options"]
    gives = "grant_bundle"
    explanation = gettext_lazy(
        "Gives this person access to all courses in the bundle. You can revoke them together."
    )
    button = gettext_lazy("Next")

    def form_for(self, data: Any, files: Any = None) -> PickBundleForm:
        return PickBundleForm(self.request.GET or None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_for(None)
        return self.done(form) if form.is_valid() else super().get(request, *args, **kwargs)

    def done(self, form: Any) -> HttpResponse:
        bundle = form.cleaned_data["bundle"]
        return redirect("access_admin:grant_this_bundle", self.person.public_id, bundle.public_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"method": "get"}


class BundleView(GivesAccessView):
    """Give a person a bundle."""

    gives = "grant_bundle"

    @cached_property
    def bundle(self) -> Bundle:
        return get_object_or_404(Bundle, public_id=self.kwargs["bundle_id"])

    @property
    def page(self) -> BundlePage:
        """Raises BundleRefused."""
        return page_of_bundle(self.bundle)

    @property
    def other_url(self) -> str:
        return reverse("access_admin:grant_bundle", args=[self.person.public_id])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except actions.BundleRefused as refusal:
            # It was taken off the site: there is nothing to ask about it.
            messages.error(request, str(refusal))
            return redirect(self.other_url)

    def form_for(self, data: Any, files: Any = None) -> BundleForm:
        return BundleForm(data, page=self.page)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page
        return super().get_context_data(**kwargs) | {
            "bundle": self.bundle,
            "kind": page.get_kind_display(),
            "other_url": self.other_url,
            "contents": [item.course.title for item in page.items.select_related("course")]
            if page.kind == BundlePage.Kind.FIXED
            else [],
        }

    def done(self, form: Any) -> None:
        data = form.cleaned_data
        purchase = actions.grant_bundle_access(
            person=self.person,
            bundle=self.bundle,
            by=self.reader,
            at=self.now,
            order_id=data["order_id"],
            notes=data["notes"],
            key=data["key"],
            **form.choice,
            **form.span,
        )
        words = _("%(person)s now has the bundle “%(title)s”.")
        self.tell_opened(words, (BUNDLE, purchase.pk), purchase.title)


class PathView(GivesAccessView):
    """Give a person a whole path."""

    gives = "grant_path"
    explanation = gettext_lazy(
        "Adds this person to the learning path with access to all its courses, regardless of "
        "price. Each course opens when the required courses before it are completed."
    )

    def form_for(self, data: Any, files: Any = None) -> PathForm:
        return PathForm(data)

    def done(self, form: Any) -> None:
        data = form.cleaned_data
        member = actions.grant_path_access(
            person=self.person,
            path=data["path"],
            by=self.reader,
            at=self.now,
            notes=data["notes"],
            **form.span,
        )
        words = _("%(person)s added to the learning path “%(title)s”.")
        self.tell_opened(words, (PATH, member.path_id), member.path.title)


class AddToCohortView(GivesAccessView):
    """Put a person into a cohort."""

    gives = "add_to_cohort"
    explanation = gettext_lazy("Adds this person to the cohort, with access to its courses.")
    button = gettext_lazy("Add to cohort")

    def may(self) -> Verdict:
        return policies.may_see_learners(self.reader) and policies.may_change_members(self.reader)

    def form_for(self, data: Any, files: Any = None) -> AddToCohortForm:
        return AddToCohortForm(data, now=self.now)

    def done(self, form: Any) -> None:
        data = form.cleaned_data
        member = actions.join_cohort(
            person=self.person, cohort=data["cohort"], by=self.reader, at=self.now, notes=data["notes"]
        )
        words = _("%(person)s added to the cohort “%(title)s”.")
        self.tell_opened(words, (COHORT, member.cohort_id), member.cohort.name)


class RevokeBundleView(AccessFormView):
    """Take a bundle back as one."""

    page_title = gettext_lazy("Revoke bundle")
    button = gettext_lazy("Revoke bundle")
    explanation = gettext_lazy(
        "Revokes all access from this purchase and nothing else. Progress and results are kept."
    )
    is_serious = True

    @cached_property
    def purchase(self) -> BundlePurchase:
        purchases = BundlePurchase.objects.filter(buyer=self.person)
        return get_object_or_404(purchases, public_id=self.kwargs["purchase_id"])

    def form_for(self, data: Any, files: Any = None) -> ReasonForm:
        return ReasonForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grants = CourseAccess.objects.of_source(BUNDLE, str(self.purchase.pk)).select_related("course")
        return super().get_context_data(**kwargs) | {
            "bundle": self.purchase,
            "contents": [grant.course.title for grant in grants.order_by(AsPeopleCount("course__title"))],
            "is_out_of_place": self.purchase.revoked_at is not None,
        }

    def done(self, form: Any) -> None:
        purchase = actions.revoke_bundle_access(
            purchase=self.purchase, by=self.reader, at=self.now, reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, _("Bundle “%(title)s” revoked.") % {"title": purchase.title})
