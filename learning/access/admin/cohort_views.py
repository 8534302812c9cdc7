"""The screens of one cohort in Wagtail's admin: what it is, who is in, who waits, and its invitations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site

from accounts.models import User
from common.addresses import address_of
from common.verdict import Verdict
from learning.courses.editor.publish_warning import PublishWarning

from .. import actions
from ..impact.publish_warning import of_cohort_end
from ..models import Cohort, CohortInvitation
from . import policies
from .add_members import AddedMembers, add_members
from .cohort_forms import AddressesForm, CohortForm, InvitationForm, LeaveForm

MEMBERS_A_PAGE = 50
INVITATIONS_SHOWN = 50
LIST_URL = "academy_cohorts_modeladmin_index"
MEMBERS_URL = "academy_cohort-members_modeladmin_index"


class CohortAdminView(WagtailAdminTemplateMixin, TemplateView):
    """A screen for those who may see cohorts; with `public_id`, about one that they may see."""

    header_icon = "group"
    cohort: Cohort | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.reader = cast(User, request.user)
        self.now = timezone.now()
        if not policies.may_see_cohorts(self.reader):
            raise PermissionDenied
        if "public_id" in kwargs:
            visible = policies.visible_cohorts(self.reader)
            self.cohort = get_object_or_404(visible, public_id=kwargs["public_id"])
        if not self.may():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may(self) -> Verdict:
        """Whether the reader may use this very screen."""
        return Verdict.yes()

    @property
    def the_cohort(self) -> Cohort:
        assert self.cohort is not None, "its address names a cohort"
        return self.cohort

    def back(self) -> str:
        return cohort_url(self.cohort) if self.cohort else reverse(LIST_URL)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*self.breadcrumbs_items, {"url": reverse(LIST_URL), "label": _("Cohorts")}]
        if self.cohort is not None:
            items.append({"url": cohort_url(self.cohort), "label": self.cohort.name})
        return items

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cohort": self.cohort, "back_url": self.back()}


class CohortView(CohortAdminView):
    """Everything about one cohort. The number of queries does not depend on how many are in."""

    template_name = "access/admin/cohort.html"
    page_title = gettext_lazy("Cohort")

    def get_page_subtitle(self) -> str:
        return self.the_cohort.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.the_cohort
        sees_members = bool(policies.may_see_members(self.reader))
        members = cohort.members.present().select_related("person").order_by("joined_at", "pk")
        waiting = cohort.waiting.filter(told_at=None).select_related("person")
        return super().get_context_data(**kwargs) | {
            "courses": list(cohort.courses.order_by("title")),
            "members": Paginator(members, MEMBERS_A_PAGE).get_page(self.request.GET.get("p")),
            "waiting": list(waiting[:MEMBERS_A_PAGE]),
            "waiting_count": waiting.count(),
            "invitations": self._invitations(cohort),
            "sees_members": sees_members,
            "may_seat": bool(policies.may_seat(self.reader)),
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


class CohortFormBase(CohortAdminView, ABC):
    """A screen with a form; what it does is `done`, and where it leads is `back`."""

    template_name = "access/admin/cohort_form.html"
    button: Any = gettext_lazy("Save")
    explanation: Any = ""
    is_serious = False

    @abstractmethod
    def form_for(self, data: Any) -> Form: ...

    def told(self, form: Any) -> PublishWarning | None:
        """What has to be agreed to first, if anything."""
        return None

    @abstractmethod
    def done(self, form: Any) -> None:
        """Do it. Raises CohortRefused."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_for(request.POST)
        if form.is_valid():
            told = self.told(form)
            if told is not None and request.POST.get("agreed") != told.key:
                return self.render_to_response(self.get_context_data(form=form, told=told), status=422)
            try:
                self.done(form)
                return redirect(self.back())
            except actions.CohortRefused as refused:
                form.add_error(None, str(refused))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = kwargs.get("form") or self.form_for(None)
        return context | {
            "form": form,
            "zone": getattr(form, "zone", timezone.get_current_timezone()),
            "button": self.button,
            "explanation": self.explanation,
            "is_serious": self.is_serious,
        }


class CohortFormView(CohortFormBase):
    """Make a cohort, or change one."""

    page_title = gettext_lazy("Change")

    def may(self) -> Verdict:
        return policies.may_change_cohorts(self.reader)

    def form_for(self, data: Any) -> Form:
        # A copy of its own, so that a form with mistakes changes nothing that is shown beside it.
        shown = Cohort.objects.get(pk=self.cohort.pk) if self.cohort else self._new()
        return CohortForm(data, instance=shown)  # type: ignore[return-value]

    def told(self, form: Any) -> PublishWarning | None:
        if self.cohort is None:
            return None
        capacity = form.cleaned_data["capacity"]
        if capacity is not None and capacity < self.cohort.members.present().count():
            return None  # which is refused, in words of its own
        return of_cohort_end(self.cohort, form.cleaned_data["ends_at"], self.reader, self.now)

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


class AddMembersView(CohortFormBase):
    """Put people in by their addresses."""

    page_title = gettext_lazy("Add people")
    button = gettext_lazy("Add")
    explanation = gettext_lazy(
        "New members get access to the cohort's courses right away, or when the cohort starts."
    )

    def may(self) -> Verdict:
        return policies.may_seat(self.reader)

    def form_for(self, data: Any) -> Form:
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


class RemoveMemberView(CohortFormBase):
    """Take somebody out."""

    page_title = gettext_lazy("Remove")
    button = gettext_lazy("Remove")
    is_serious = True

    def may(self) -> Verdict:
        return policies.may_seat(self.reader)

    @property
    def member(self) -> Any:
        members = self.the_cohort.members.present().select_related("person")
        return get_object_or_404(members, pk=self.kwargs["member_id"])

    @property
    def explanation(self) -> str:
        member = self.member
        words = (
            _(
                "%(person)s will leave the cohort and lose the access it gave them. Progress and "
                "results are kept."
            )
            if member.removes_access_on_leave
            else _("%(person)s will leave the cohort but keep the access it gave them.")
        )
        return words % {"person": member.person}

    def form_for(self, data: Any) -> Form:
        return LeaveForm(data)

    def done(self, form: Any) -> None:
        member = self.member
        reason = form.cleaned_data["reason"]
        actions.leave_cohort(member=member, by=self.reader, at=self.now, reason=reason)
        messages.success(self.request, _("%(person)s removed from the cohort.") % {"person": member.person})


class InviteView(CohortFormBase):
    """Make a link into the cohort."""

    page_title = gettext_lazy("Invite")
    button = gettext_lazy("Create link")
    explanation = gettext_lazy("Anyone with the link can join until it expires or the cohort is full.")

    def may(self) -> Verdict:
        return policies.may_invite(self.reader, self.the_cohort)

    def form_for(self, data: Any) -> Form:
        return InvitationForm(data, zone=self.the_cohort.zone, now=self.now)

    def done(self, form: Any) -> None:
        actions.create_invitation(cohort=self.the_cohort, at=self.now, by=self.reader, **form.cleaned_data)
        messages.success(self.request, _("Invitation link created. Copy it below."))


class WithdrawInvitationView(CohortAdminView):
    """Let an invitation work no more."""

    http_method_names = ["post"]

    def may(self) -> Verdict:
        return policies.may_invite(self.reader, self.the_cohort)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invitations = CohortInvitation.objects.filter(cohort=self.the_cohort)
        invitation = get_object_or_404(invitations, pk=kwargs["invitation_id"])
        actions.withdraw_invitation(invitation=invitation, at=self.now)
        messages.success(request, _("Invitation link withdrawn. People who used it stay in the cohort."))
        return redirect(self.back())


def cohort_url(cohort: Cohort) -> str:
    return reverse("access_staff:cohort", args=[cohort.public_id])
