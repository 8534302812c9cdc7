"""The screens of one cohort in Wagtail's admin: what it is, who is in, who waits, and its invitations."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.models import Site

from common.addresses import address_of
from common.admin.forms import ReasonForm
from common.admin.long_lists import LongList
from common.admin.views import (
    AdminActionView,
    AdminBaseView,
    AdminFormView,
    AdminView,
    Breadcrumb,
    breadcrumb,
)
from common.natural_order import AsPeopleCount
from common.verdict import Verdict
from learning.courses.editor.publish_warning import PublishWarning

from .. import actions
from ..impact.publish_warning import of_cohort_dates
from ..models import Cohort, CohortInvitation, CohortMember
from . import policies
from .add_members import AddedMembers, add_members
from .cohort_forms import AddressesForm, CohortForm, InvitationForm

MEMBERS_A_PAGE = 50
INVITATIONS_SHOWN = 50
LIST_URL = "academy_cohorts_modeladmin_index"
MEMBERS_URL = "academy_cohort-members_modeladmin_index"


class CohortBaseView(AdminBaseView):
    """Something for those who may see cohorts; with `public_id`, about one that they may see."""

    def may(self) -> Verdict:
        return policies.may_see_cohorts(self.reader)

    @cached_property
    def cohort(self) -> Cohort | None:
        """The one that the address names; None while one is made."""
        if "public_id" not in self.kwargs:
            return None
        visible = policies.visible_cohorts(self.reader)
        return get_object_or_404(visible, public_id=self.kwargs["public_id"])

    @property
    def the_cohort(self) -> Cohort:
        assert self.cohort is not None, "its address names a cohort"
        return self.cohort

    def back(self) -> str:
        return cohort_url(self.cohort) if self.cohort else reverse(LIST_URL)


class CohortAdminView(CohortBaseView, AdminView):
    """A page about cohorts, below their list."""

    header_icon = "group"

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Cohorts"), reverse(LIST_URL))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cohort": self.cohort, "back_url": self.back()}


class CohortView(CohortAdminView):
    """Everything about one cohort. The number of queries does not depend on how many are in."""

    template_name = "access/admin/cohort.html"
    page_title = gettext_lazy("Cohort")

    def get_page_subtitle(self) -> str:
        return self.the_cohort.name

    def get_breadcrumb_label(self) -> str:
        return self.the_cohort.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.the_cohort
        sees_members = bool(policies.may_see_members(self.reader))
        members = cohort.members.present().select_related("person").order_by("joined_at", "pk")
        waiting = cohort.waiting.filter(told_at=None).select_related("person")
        return super().get_context_data(**kwargs) | {
            "courses": list(cohort.courses.order_by(AsPeopleCount("title"))),
            "members": LongList(members, MEMBERS_A_PAGE).page_of(self.request.GET),
            "seated": cohort.members.present().count(),
            "waiting": list(waiting[:MEMBERS_A_PAGE]),
            "waiting_count": waiting.count(),
            "invitations": self._invitations(cohort),
            "sees_members": sees_members,
            "may_change_members": bool(policies.may_change_members(self.reader)),
            "may_invite": bool(policies.may_invite(self.reader, cohort)),
            "may_change": bool(policies.may_change_cohorts(self.reader)),
            "export_url": f"{reverse(MEMBERS_URL)}?cohort__id__exact={cohort.pk}",
        }

    def _invitations(self, cohort: Cohort) -> list[dict[str, Any]]:
        """The latest of those that somebody made; the offers of seats to those who wait are theirs."""
        made = cohort.invitations.filter(created_by__isnull=False).select_related("created_by")
        return [
            {
                "invitation": invitation,
                "works": invitation.works_at(self.now),
                "url": self.request.build_absolute_uri(address_of("invitation", invitation.token)),
            }
            for invitation in made[:INVITATIONS_SHOWN]
        ]


class CohortAdminFormView(CohortAdminView, AdminFormView):
    """A page with a form about a cohort, below its screen."""

    template_name = "access/admin/cohort_form.html"
    refusals = (actions.CohortRefused,)

    def parents(self) -> list[Breadcrumb]:
        own = [breadcrumb(self.cohort.name, cohort_url(self.cohort))] if self.cohort else []
        return [*super().parents(), *own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"zone": getattr(context["form"], "zone", timezone.get_current_timezone())}


class CohortFormView(CohortAdminFormView):
    """Make a cohort, or change one."""

    page_title = gettext_lazy("Change")

    def may(self) -> Verdict:
        return super().may() and policies.may_change_cohorts(self.reader)

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        # A copy of its own, so that a form with mistakes changes nothing that is shown beside it.
        shown = Cohort.objects.get(pk=self.cohort.pk) if self.cohort else self._new()
        return CohortForm(data, instance=shown)

    def warning(self, form: Any) -> PublishWarning | None:
        if self.cohort is None:
            return None
        capacity = form.cleaned_data["capacity"]
        if capacity is not None and capacity < self.cohort.members.present().count():
            return None  # which is refused, in words of its own
        data = form.cleaned_data
        return of_cohort_dates(self.cohort, data["starts_at"], data["ends_at"], self.reader, self.now)

    def _new(self) -> Cohort:
        site = Site.find_for_request(self.request) or Site.objects.get(is_default_site=True)
        return Cohort(site=site, time_zone=self.reader.zone.key)

    def done(self, form: Any) -> None:
        is_new = self.cohort is None
        courses = [course.pk for course in form.cleaned_data["courses"]]
        self.cohort = actions.save_cohort(
            cohort=form.save(commit=False), course_ids=courses, by=self.reader, at=self.now
        )
        words = _("“%(cohort)s” created.") if is_new else _("“%(cohort)s” updated.")
        messages.success(self.request, words % {"cohort": self.cohort.name})


class AddMembersView(CohortAdminFormView):
    """Put people in by their addresses."""

    page_title = gettext_lazy("Add people")
    button = gettext_lazy("Add")
    explanation = gettext_lazy(
        "New members get access to the cohort's courses right away, or when the cohort starts."
    )

    def may(self) -> Verdict:
        return super().may() and policies.may_change_members(self.reader)

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return AddressesForm(data)

    def done(self, form: Any) -> None:
        addresses = form.cleaned_data["addresses"]
        self._report(add_members(cohort=self.the_cohort, addresses=addresses, by=self.reader, at=self.now))

    def _report(self, seated: AddedMembers) -> None:
        if seated.added:
            messages.success(self.request, _("Added: %(who)s.") % {"who": ", ".join(seated.added)})
        if seated.already_in:
            words = _("Already members: %(who)s.")
            messages.info(self.request, words % {"who": ", ".join(seated.already_in)})
        if seated.unknown:
            words = _("No account found for %(who)s. Send them an invitation link instead.")
            messages.warning(self.request, words % {"who": ", ".join(seated.unknown)})
        if seated.left_out:
            words = _("Not added: %(who)s. %(why)s")
            why = {"who": ", ".join(seated.left_out), "why": seated.refusal}
            messages.error(self.request, words % why)


class RemoveMemberView(CohortAdminFormView):
    """Take somebody out."""

    page_title = gettext_lazy("Remove")
    button = gettext_lazy("Remove")
    is_serious = True

    def may(self) -> Verdict:
        return super().may() and policies.may_change_members(self.reader)

    @cached_property
    def member(self) -> CohortMember:
        members = self.the_cohort.members.present().select_related("person")
        return get_object_or_404(members, pk=self.kwargs["member_id"])

    @property
    def explanation(self) -> str:
        member = self.member
        words = (
            _(
                "%(person)s will leave the cohort and lose the access it gave them, except to courses "
                "they completed. Progress and results are kept."
            )
            if member.removes_access_on_leave
            else _("%(person)s will leave the cohort but keep the access it gave them.")
        )
        return words % {"person": member.person}

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return ReasonForm(data)

    def done(self, form: Any) -> None:
        member = self.member
        reason = form.cleaned_data["reason"]
        actions.leave_cohort(member=member, by=self.reader, at=self.now, reason=reason)
        messages.success(self.request, _("%(person)s removed from the cohort.") % {"person": member.person})


class InviteView(CohortAdminFormView):
    """Make a link into the cohort."""

    page_title = gettext_lazy("Invite")
    button = gettext_lazy("Create link")
    explanation = gettext_lazy("Anyone with the link can join until it expires or the cohort is full.")

    def may(self) -> Verdict:
        return super().may() and policies.may_invite(self.reader, self.the_cohort)

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return InvitationForm(data, zone=self.the_cohort.zone, now=self.now)

    def done(self, form: Any) -> None:
        actions.create_invitation(cohort=self.the_cohort, at=self.now, by=self.reader, **form.cleaned_data)
        messages.success(self.request, _("Invitation link created. Copy it below."))


class WithdrawInvitationView(CohortBaseView, AdminActionView):
    """Let an invitation work no more."""

    def may(self) -> Verdict:
        return super().may() and policies.may_invite(self.reader, self.the_cohort)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invitations = CohortInvitation.objects.filter(cohort=self.the_cohort)
        invitation = get_object_or_404(invitations, pk=kwargs["invitation_id"])
        actions.withdraw_invitation(invitation=invitation, at=self.now)
        messages.success(request, _("Invitation link withdrawn. People who used it stay in the cohort."))
        return redirect(self.back())


def cohort_url(cohort: Cohort) -> str:
    return reverse("access_admin:cohort", args=[cohort.public_id])
