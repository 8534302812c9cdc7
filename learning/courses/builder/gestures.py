"""What a builder's forms and scripts may ask: each gesture is a form that knows its action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from learning.courses import policies
from learning.courses.models import CoursePage, LessonPage
from learning.courses.models.access_rules import MOST_DAYS

from . import actions
from .conflicts import GestureRefused
from .outline import course_page_of
from .titles import LONGEST_TITLE, PastedTitle, read_titles

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Done:
    """What a gesture did. said: in words; touched: pages whose rows differ; focus_id: where to go on.

    undo: the gesture that takes it back, and its fields; None: it is taken back as it was done. follow:
    another screen on which the author goes on; empty: none.
    """

    said: str
    touched: tuple[int, ...] = ()
    focus_id: int | None = None
    undo: Mapping[str, Any] | None = None
    follow: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """For which course, by whom and when."""

    course_page: CoursePage
    actor: User
    at: datetime


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


class PairsField(forms.Field):
    """Pairs of numbers as `12:3`, one or several, also with commas between; `12` has no second one."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> dict[int, int | None]:
        pairs = [pair for each in value or [] for pair in str(each).split(",") if pair]
        try:
            split = [pair.partition(":") for pair in pairs]
            return {int(first): int(second) if second else None for first, _colon, second in split}
        except ValueError:
            raise forms.ValidationError(_("This can't be changed here.")) from None


class MovePartsForm(GestureForm):
    """seen: each page with the parent it was seen in, in order. place: a parent, and after a colon the child
    of it that they follow; nothing: they come first. Without a colon they go to the end."""

    seen = PairsField(error_messages={"required": gettext_lazy("Select what to move.")})
    place = forms.RegexField(r"^\d{1,18}(:(\d{1,18})?)?$")

    def perform(self, asked: Asked) -> Done:
        parent, colon, after = self.cleaned_data["place"].partition(":")
        parent_id = int(parent)
        seen = {pk: parent or 0 for pk, parent in self.cleaned_data["seen"].items()}
        moved = actions.move_parts(
            course_page=asked.course_page,
            seen=seen,
            parent_id=parent_id,
            after_id=int(after) if after else None,
            to_end=not colon,
            actor=asked.actor,
            at=asked.at,
        )
        count = len(moved)
        said = ngettext(
            "%(count)s lesson or module moved.", "%(count)s lessons and modules moved.", count
        ) % {"count": count}
        return Done(said, tuple(seen), moved[0])


class DuplicateForm(PartForm):
    """Copy a module or lesson right behind it."""

    def perform(self, asked: Asked) -> Done:
        copy = actions.duplicate_part(
            course_page=asked.course_page,
            page_id=self.cleaned_data["page"],
            actor=asked.actor,
        )
        return Done(_("“%(title)s” added.") % {"title": copy.title}, (copy.pk,), copy.pk)


class DeleteForm(GestureForm):
    """pages: what to delete. seen: the latest draft of each page that goes with them."""

    pages = PairsField(error_messages={"required": gettext_lazy("Select what to delete.")})
    seen = PairsField()

    def perform(self, asked: Asked) -> Done:
        pages = Page.objects.descendant_of(asked.course_page).filter(pk__in=self.cleaned_data["pages"])
        for page in pages.specific():
            if not (verdict := policies.may_delete_part(asked.actor, page)):
                raise GestureRefused(verdict.sentence)
        kept = actions.delete_parts(
            course_page=asked.course_page,
            page_ids=list(self.cleaned_data["pages"]),
            seen=self.cleaned_data["seen"],
            actor=asked.actor,
            at=asked.at,
        )
        titles = ", ".join(f"“{removed.title}”" for removed in kept)
        undo = {"gesture": "restore", "parts": ",".join(str(removed.public_id) for removed in kept)}
        return Done(_("%(titles)s deleted.") % {"titles": titles}, undo=undo)


class RestoreForm(GestureForm):
    """Put back what was deleted. parts: their public ids, with commas between."""

    parts = forms.CharField(max_length=4000)

    def clean_parts(self) -> list[UUID]:
        try:
            return [UUID(each) for each in self.cleaned_data["parts"].split(",")]
        except ValueError:
            raise forms.ValidationError(_("This can't be restored any more.")) from None

    def perform(self, asked: Asked) -> Done:
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            pages = [
                actions.restore_part(
                    course_page=asked.course_page, public_id=part, actor=asked.actor, at=asked.at
                )
                for part in self.cleaned_data["parts"]
            ]
        titles = ", ".join(f"“{page.draft_title}”" for page in pages)
        return Done(_("%(titles)s restored.") % {"titles": titles}, focus_id=pages[0].pk)


class PlaceForm(PartForm):
    """A new quiz or assignment at the end of a lesson, whose author goes on writing it."""

    kind = forms.SlugField()
    title = forms.CharField(
        max_length=LONGEST_TITLE, error_messages={"required": gettext_lazy("Enter a title.")}
    )

    def perform(self, asked: Asked) -> Done:
        data = self.cleaned_data
        begun = actions.place_new_activity(
            course_page=asked.course_page,
            page_id=data["page"],
            kind=data["kind"],
            title=data["title"],
            actor=asked.actor,
        )
        said = _("“%(title)s” added to the lesson.") % {"title": data["title"]}
        return Done(said, (data["page"],), data["page"], follow=begun.url)


class TakeForm(GestureForm):
    """Copy modules and lessons of another course into this one. source: the other course's public id."""

    source = forms.UUIDField()
    pages = PairsField(error_messages={"required": gettext_lazy("Choose at least one lesson or module.")})
    parent = forms.IntegerField()

    def perform(self, asked: Asked) -> Done:
        source = course_page_of(self.cleaned_data["source"])
        if source is None or not policies.may_edit_course(asked.actor, source):
            raise GestureRefused(_("You don't have permission to copy from that course."))
        copies = actions.take_parts(
            course_page=asked.course_page,
            source=source,
            page_ids=self.cleaned_data["pages"],
            parent_id=self.cleaned_data["parent"],
            actor=asked.actor,
        )
        count = len(copies)
        said = ngettext(
            "%(count)s lesson or module copied.", "%(count)s lessons and modules copied.", count
        ) % {"count": count}
        return Done(said, focus_id=copies[0].pk)


#: What may be asked, by its name in addresses.
GESTURES: dict[str, type[GestureForm]] = {
    "add": AddForm,
    "paste": PasteForm,
    "rename": RenameForm,
    "kind": KindForm,
    "days": DaysForm,
    "switch": SwitchForm,
    "move": MovePartsForm,
    "duplicate": DuplicateForm,
    "place": PlaceForm,
    "delete": DeleteForm,
    "restore": RestoreForm,
    "take": TakeForm,
}
