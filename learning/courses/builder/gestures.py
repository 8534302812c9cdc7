"""What a builder's forms and scripts may ask: each gesture is a form that knows its action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learning.courses.models import CoursePage, LessonPage
from learning.courses.models.access_rules import MOST_DAYS

from . import actions
from .titles import LONGEST_TITLE, PastedTitle, read_titles

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Done:
    """What a gesture did. said: in words; touched: pages whose rows differ; focus_id: where to go on.

    undo: the gesture that takes it back, and its fields; None: it is taken back as it was done.
    """

    said: str
    touched: tuple[int, ...] = ()
    focus_id: int | None = None
    undo: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """For which course, by whom and when."""

    course_page: CoursePage
    actor: User
    at: datetime
    extra: Mapping[str, Any] = field(default_factory=dict)


class GestureForm(forms.Form):
    """The fields of a gesture."""

    def perform(self, asked: Asked) -> Done:
        """Do it. Raises GestureRefused and GestureConflict."""
        raise NotImplementedError


class PlacedForm(GestureForm):
    """A gesture that puts something somewhere. parent: the course page or a module; after: a child of it."""

    parent = forms.IntegerField()
    after = forms.IntegerField(required=False)


class AddForm(PlacedForm):
    """One module or lesson by its title."""

    title = forms.CharField(
        max_length=LONGEST_TITLE, error_messages={"required": gettext_lazy("Enter a title.")}
    )
    part = forms.ChoiceField(choices=[("lesson", ""), ("module", "")], required=False)

    def perform(self, asked: Asked) -> Done:
        data = self.cleaned_data
        is_module = data["part"] == "module"
        (page,) = actions.add_parts(
            course_page=asked.course_page,
            titles=[PastedTitle(data["title"], is_module)],
            parent_id=asked.course_page.pk if is_module else data["parent"],
            after_id=data["after"],
            actor=asked.actor,
        )
        return Done(_("“%(title)s” added.") % {"title": page.title}, (page.pk,), page.pk)


class PasteForm(PlacedForm):
    """Modules and lessons from a list of titles."""

    titles = forms.CharField(error_messages={"required": gettext_lazy("Enter a title.")}, strip=False)

    def perform(self, asked: Asked) -> Done:
        data = self.cleaned_data
        pages = actions.add_parts(
            course_page=asked.course_page,
            titles=read_titles(data["titles"]),
            parent_id=data["parent"],
            after_id=data["after"],
            actor=asked.actor,
        )
        count = len(pages)
        said = ngettext("%(count)s title added.", "%(count)s titles added.", count) % {"count": count}
        return Done(said, tuple(page.pk for page in pages), pages[0].pk)


class PartForm(GestureForm):
    """A gesture about one module or lesson."""

    page = forms.IntegerField()


class EditForm(PartForm):
    """Another value for one field. seen: the value that the author saw."""

    field_name: str
    seen: Any
    value: Any

    def perform(self, asked: Asked) -> Done:
        data = self.cleaned_data
        page = actions.edit_part(
            course_page=asked.course_page,
            page_id=data["page"],
            field=self.name_of_field(),
            seen=data["seen"],
            value=data["value"],
            actor=asked.actor,
        )
        return Done(self.said(page), (page.pk,), page.pk)

    def name_of_field(self) -> str:
        return self.field_name

    def said(self, page: Any) -> str:
        return _("“%(title)s” saved as a draft.") % {"title": page.title}


class RenameForm(EditForm):
    field_name = "title"
    seen = forms.CharField(max_length=LONGEST_TITLE, required=False, strip=False)
    value = forms.CharField(
        max_length=LONGEST_TITLE, error_messages={"required": gettext_lazy("Enter a title.")}
    )

    def said(self, page: Any) -> str:
        return _("Renamed to “%(title)s”.") % {"title": page.title}


class KindForm(EditForm):
    field_name = "kind"
    seen = forms.CharField()
    value = forms.ChoiceField(choices=LessonPage.Kind.choices)


class DaysForm(EditForm):
    """After how many days a lesson opens; empty: at once."""

    field_name = "opens_after_days"
    seen = forms.IntegerField(required=False)
    value = forms.IntegerField(required=False, min_value=0, max_value=MOST_DAYS)


def _is_on(value: str) -> bool:
    return value == "on"


class SwitchForm(EditForm):
    """A flag of a lesson, on or off."""

    flag = forms.ChoiceField(choices=[("is_required", ""), ("is_free_preview", "")])
    seen = forms.TypedChoiceField(choices=[("on", ""), ("off", "")], coerce=_is_on)
    value = forms.TypedChoiceField(choices=[("on", ""), ("off", "")], coerce=_is_on)

    def name_of_field(self) -> str:
        return self.cleaned_data["flag"]


#: What may be asked, by its name in addresses.
GESTURES: dict[str, type[GestureForm]] = {
    "add": AddForm,
    "paste": PasteForm,
    "rename": RenameForm,
    "kind": KindForm,
    "days": DaysForm,
    "switch": SwitchForm,
}
