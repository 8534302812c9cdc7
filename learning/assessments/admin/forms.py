"""The forms of Wagtail's editor for questions, quizzes, exams and assignments."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from common.admin.free_slugs import comes_from
from common.natural_order import AsPeopleCount
from learning.courses.models import Course

from ..free_slugs import free_slug
from ..models import Exam, Question, ShowAnswers
from ..permissions import courses_marked_by, rights_on_course
from ..question_types import default_question_type
from .content_field import QuestionContentField


class OfCourseForm(WagtailAdminModelForm):
    """Offers the courses whose work this person writes; without a row of its own it has an author."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "course" not in self.fields:
            return
        courses = courses_marked_by(self.for_user) if self.for_user else Course.objects.all()
        if self.instance.course_id and self.instance.pk:
            courses = courses | Course.objects.filter(pk=self.instance.course_id)
        self.fields["course"].queryset = courses.order_by(AsPeopleCount("title"))
        if not self.instance.pk and courses.count() == 1:
            self.initial.setdefault("course", courses.first())

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk is None and self.for_user is not None:
            self.instance.author = self.for_user
        return super().save(commit)


class QuestionForm(OfCourseForm):
    """A question; its content has fields of its own for each kind."""

    data = QuestionContentField(label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["data"].widget.kind = self.instance.kind if self.instance.data else ""
        if not self.instance.pk and not self.instance.kind:
            self.initial |= {"kind": default_question_type(), "prompt": self._empty_text()}
        may_write_academys = self.for_user is None or "change" in rights_on_course(self.for_user, None)
        if "course" in self.fields and not may_write_academys:
            self.fields["course"].required = True
            self.fields["course"].help_text = _("The course's instructors can edit and use this question.")

    @staticmethod
    def _empty_text() -> Any:
        """A prompt that begins with a text, as nearly all do."""
        return Question.prompt.field.to_python([{"type": "text", "value": ""}])


class AuthoredItemForm(OfCourseForm):
    """What quizzes, exams and assignments share: the course stays, once results may hang off it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "course" in self.fields:
            self.fields["course"].disabled = True
            self.fields["course"].help_text = _(
                "The course can't be changed after saving. To use this in another course, make a copy."
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._refuse_twice(data)
        if not data.get("due_at"):
            waiting = [data.get(name) for name in ("show_answers", "show_outcomes", "show_scores")]
            if waiting[0] == ShowAnswers.AFTER_DEADLINE:
                self.add_error("due_at", _("Set a deadline. Correct answers are shown after it."))
            elif ShowAnswers.AFTER_DEADLINE in waiting:
                self.add_error("due_at", _("Set a deadline. Results are shown after it."))
        return data

    def _refuse_twice(self, data: dict[str, Any]) -> None:
        """No slug twice in a course: the title's own gets a number, one that was typed is refused."""
        if "slug" not in self.fields:
            return
        course = data.get("course") or (self.instance.course if self.instance.course_id else None)
        slug = data.get("slug") or slugify(data.get("title", ""), allow_unicode=True)
        if not course or not slug:
            return
        locale_id, own = _locale_id(self.instance, course), self.instance.pk
        free = free_slug(type(self.instance), slug, course=course, locale_id=locale_id, but=own)
        if free != slug and not comes_from(data.get("title", ""), slug):
            self.add_error("slug", _("This URL ending is already used in this course."))
        elif free != slug:
            data["slug"] = free


class ExamForm(AuthoredItemForm):
    """An exam: a course has one active exam."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        course = data.get("course") or (self.instance.course if self.instance.course_id else None)
        if course and data.get("is_active") and (other := other_active_exam(course, self.instance)):
            self.add_error(
                "is_active",
                _("“%(title)s” is already the active exam of this course. Deactivate it first.")
                % {"title": other.title},
            )
        return data


def _locale_id(graded_item: Any, course: Course | None) -> int | None:
    """The language of a graded item; of one that was never saved, its course's."""
    return graded_item.locale_id or (course.source_locale_id if course else None)


def other_active_exam(course: Course, exam: Exam) -> Exam | None:
    """Another exam of the course that is published and active, in the same language."""
    locale_id = _locale_id(exam, course)
    others = Exam.objects.filter(course=course, live=True, is_active=True, locale_id=locale_id)
    return others.exclude(translation_key=exam.translation_key).first()


class AssignmentForm(AuthoredItemForm):
    """An assignment: it takes text or files, and its rubric adds up."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("takes_text") and not data.get("takes_files"):
            self.add_error("takes_text", _("Allow text, files or both."))
        rubric = data.get("rubric")
        if rubric and data.get("most_marks"):
            best = sum(max(level["marks"] for level in row.value["levels"]) for row in rubric)
            if best != data["most_marks"]:
                self.add_error(
                    "most_marks",
                    _("The best levels of the rubric add up to %(sum)s. Enter the same number here.")
                    % {"sum": best},
                )
        return data

    def clean_file_types(self) -> str:
        endings = [part.strip().lstrip(".").lower() for part in self.cleaned_data["file_types"].split(",")]
        wrong = [ending for ending in endings if ending and not ending.isalnum()]
        if wrong:
            raise ValidationError(_("“%(ending)s” isn't a valid file extension.") % {"ending": wrong[0]})
        return ", ".join(dict.fromkeys(ending for ending in endings if ending))
