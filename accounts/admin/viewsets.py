"""People in Wagtail's admin: list, search, filter, create, edit."""

from typing import Any

import django_filters
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import Button
from wagtail.users.views import users as wagtail_users

from accounts import actions, policies
from accounts.models import User
from accounts.roles import LEARNER, ROLES
from common.admin.long_lists import LongList, most_counted
from common.admin.unknown_filters import ForgivingFilters
from common.personal_data import name_person
from common.word_search import WordSearch

from .forms import PersonForm
from .invitation_views import invitation_buttons


class RoleFilter(django_filters.ModelMultipleChoiceFilter):
    """People in any of the chosen roles, each once."""

    def filter(self, queryset: QuerySet, groups: QuerySet) -> QuerySet:
        return (
            queryset.filter(pk__in=User.objects.filter(groups__in=groups).values("pk"))
            if groups
            else queryset
        )


class PersonFilterSet(WagtailFilterSet):
    role = RoleFilter(
        label=gettext_lazy("Role"),
        queryset=lambda request: Group.objects.filter(name__in=ROLES).order_by("pk"),
        widget=CheckboxSelectMultiple,
    )
    is_active = django_filters.BooleanFilter(label=gettext_lazy("Can sign in"), widget=BooleanRadioSelect)
    last_seen_at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Last seen"), widget=DateRangePickerWidget
    )

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        """is_searching: handed in by Wagtail's view; our filters do the same either way."""
        super().__init__(*args, **kwargs)


def roles_of(person: User) -> str:
    """The person's roles beyond learner, for the list (groups are prefetched)."""
    if person.is_superuser:
        return _("Superuser")
    return ", ".join(_(group.name) for group in person.groups.all() if group.name != LEARNER)


class PeopleIndexView(ForgivingFilters, wagtail_users.IndexView):
    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "accounts/admin/people_results.html"
    page_title = gettext_lazy("People")
    add_item_label = gettext_lazy("Add person")
    search_fields = ("email", "first_name", "last_name", "display_name")

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(wagtail_users.UserColumn)
        return [
            title(
                "name",
                accessor="get_display_name",
                label=gettext_lazy("Name"),
                sort_key="name",
                get_url=self.get_edit_url,
            ),
            Column("email", label=gettext_lazy("Email"), sort_key="email"),
            Column("roles", label=gettext_lazy("Roles"), accessor=roles_of),
            StatusTagColumn(
                "is_active",
                label=gettext_lazy("Status"),
                accessor=lambda person: _("active") if person.is_active else _("suspended"),
                primary=lambda person: person.is_active,
                sort_key="is_active",
            ),
            DateColumn("last_seen_at", label=gettext_lazy("Last seen"), sort_key="last_seen_at"),
        ]

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().prefetch_related("groups")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """By name as an index has it; whatever the order, to the last person."""
        names = ["last_name", "first_name", "email"]
        if self.ordering in ("name", "-name"):
            sign = self.ordering.removesuffix("name")
            return queryset.order_by(*(f"{sign}{name}" for name in names), f"{sign}pk")
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "pk")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """People in whose names and address each word stands."""
        return WordSearch(self.search_fields).among(queryset, self.search_query or "")

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple[Any, ...]:
        people = LongList(queryset, page_size, most=most_counted(self.is_searching, self.is_filtering))
        page = people.page_of(self.request.GET)
        return people, page, page.object_list, page.has_other_pages()

    def get_edit_url(self, instance: User) -> str | None:
        return (
            super().get_edit_url(instance) if policies.may_edit_account(self.request.user, instance) else None
        )


class PersonCreateView(wagtail_users.CreateView):
    template_name = "wagtailadmin/generic/create.html"
    page_title = gettext_lazy("Add person")
    success_message = gettext_lazy(
        "Account created for %(object)s. They'll get an email with sign-in instructions."
    )

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "actor": self.request.user}

    def save_instance(self) -> User:
        fields = dict(self.form.cleaned_data)
        return actions.create_account(actor=self.request.user, at=timezone.now(), **fields)


class PersonEditView(wagtail_users.EditView):
    template_name = "wagtailadmin/generic/edit.html"
    success_message = gettext_lazy("%(object)s saved.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policies.may_edit_account(request.user, self.object):
            raise PermissionDenied
        name_person(request, self.object)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        kwargs = {**super().get_form_kwargs(), "actor": self.request.user}
        del kwargs["editing_self"]
        return kwargs

    def save_instance(self) -> User:
        roles = None if self.form.fields["roles"].disabled else self.form.cleaned_data["roles"]
        actions.edit_account(person=self.form.instance, roles=roles, actor=self.request.user)
        return self.form.instance

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        about = self.object, self.request.user
        return [*super().header_more_buttons, *invitation_buttons(*about), *suspension_buttons(*about)]


def suspension_buttons(person: User, actor: User) -> list[Button]:
    """Suspend or lift, whichever applies and is allowed."""
    if not policies.may_suspend(actor, person):
        return []
    if person.is_active:
        label, icon, name = _("Suspend…"), "lock", "accounts_suspend"
    else:
        label, icon, name = _("Lift suspension…"), "lock-open", "accounts_lift_suspension"
    return [Button(label, url=reverse(name, args=[person.public_id]), icon_name=icon, priority=20)]


class PersonViewSet(wagtail_users.UserViewSet):
    menu_label = gettext_lazy("People")
    index_view_class = PeopleIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    filterset_class = PersonFilterSet
    copy_view_enabled = False
    template_prefix = ""

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonForm
