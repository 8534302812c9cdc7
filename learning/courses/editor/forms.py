"""Forms of the page editor: default titles, prerequisites without loops, quizzes by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.coreutils import find_available_slug

from common.admin.free_slugs import PageForm
from common.natural_order import natural_key
from learning.courses import activities
from learning.courses.rules import DripAnchor, Duration
from library.videos import understand

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DefaultTitleForm(PageForm):
    """Offers a title and an address for a new page, numbered after its siblings."""

    default_title: StrOrPromise = "%(number)d"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.parent_page is not None and not self.instance.title:
            number = self.parent_page.get_children().type(type(self.instance)).count() + 1
            title = self.default_title % {"number": number}
            self.initial["title"] = title
            self.initial["slug"] = find_available_slug(self.parent_page, slugify(title, allow_unicode=True))
            # Whoever types replaces it.
            self.fields["title"].widget.attrs["data-prefilled"] = ""


#: Which field is needed while which choice has which value.
NEEDED_FOR = (
    ("access_days", "access_duration", Duration.DAYS),
    ("access_until", "access_duration", Duration.UNTIL),
    ("drip_from", "drip_anchor", DripAnchor.DATE),
)


class CoursePageForm(PageForm):
    """Refuses a promotion video that no provider plays, and prerequisites that lead back to the course.

    While the course is new, its files wait under `upload_key`.
    """

    upload_key = forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"data-edited-at": ""}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["upload_key"]
        else:
            self.initial["upload_key"] = uuid4()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._forget_what_no_choice_needs(data)
        if "prerequisites" in self.formsets:
            self._refuse_circles()
        return data

    def _forget_what_no_choice_needs(self, data: dict[str, Any]) -> None:
        """A field that the editor doesn't show, because no choice needs it, never refuses a course."""
        for name, choice, value in NEEDED_FOR:
            if name not in self.fields or data.get(choice) == value:
                continue
            self.errors.pop(name, None)
            try:
                self.instance._meta.get_field(name).run_validators(data.get(name))
            except ValidationError:
                data[name] = None

    def _refuse_circles(self) -> None:
        from learning.courses.editor.prerequisite_cycles import circle_through
        from learning.courses.models import Course

        formset = self.formsets["prerequisites"]
        if not formset.is_valid():
            return
        for form in formset.forms:
            course = form.cleaned_data.get("course")
            if course is None or form.cleaned_data.get("DELETE"):
                continue
            circle = circle_through(self.instance.course_id, [course.pk]) if self.instance.course_id else []
            if circle:
                titles = Course.objects.in_bulk(circle)
                words = " → ".join(titles[course_id].title for course_id in reversed(circle))
                form.add_error(
                    "course",
                    _("These prerequisites form a loop: %(circle)s. Choose another course.")
                    % {"circle": words},
                )
                self.add_error(None, _("One of the prerequisites requires this course."))

    def save(self, commit: bool = True) -> Any:
        self.instance.upload_key = self.cleaned_data.get("upload_key")
        return super().save(commit=commit)

    def clean_promotion_video(self) -> str:
        address = self.cleaned_data["promotion_video"]
        return understand(address).url if address else ""


class ModulePageForm(DefaultTitleForm):
    default_title = _("Module %(number)d")


class LessonPageForm(DefaultTitleForm):
    default_title = _("Lesson %(number)d")

    def clean(self) -> dict[str, Any]:
        self.instance.is_kept_as_draft = self.is_deferred_validation
        return super().clean()


class QuizPrerequisiteForm(WagtailAdminModelForm):
    """A quiz by its name, grouped by course; one that is gone stays chosen until somebody takes it out."""

    quiz = forms.ChoiceField(label=_("Quiz"))

    field_order = ["quiz", "least_score"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["quiz"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = self._choices

    def _choices(self) -> list[Any]:
        groups: dict[str, list[tuple[str, str]]] = {}
        offered = activities.scored()
        kept = self.instance.quiz
        if kept and kept not in offered:
            offered |= activities.describe([kept])
        for key, one in sorted(
            offered.items(), key=lambda pair: (natural_key(pair[1].course_title), natural_key(pair[1].title))
        ):
            groups.setdefault(one.course_title, []).append((str(key), one.title))
        return [("", "---------"), *groups.items()]

    def clean_quiz(self) -> UUID:
        return UUID(self.cleaned_data["quiz"])
