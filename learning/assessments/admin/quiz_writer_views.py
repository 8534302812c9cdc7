"""One screen that writes a whole quiz or exam: settings, questions one below another, draws from the bank.

It is a plain form: every button sends all of it, and what is typed comes back as it was. A script makes the
same buttons work without sending, and takes the keyboard.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BooleanField, BoundField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.admin.views import AdminActionView, AdminView, Breadcrumb
from common.imports.report import UnreadableFile
from common.natural_order import AsPeopleCount
from common.verdict import Verdict

from ..imports import read_pasted
from ..models import Exam, Question, Quiz
from ..permissions import rights_on_course
from ..question_types import default_question_type, question_types
from . import quiz_checks, quiz_entries
from .passing_view import offer_lower_passing_score
from .policies import may_in_course, may_somewhere
from .quiz_entries import DRAW, MOST_ENTRIES, QUESTION, QuizEntry
from .quiz_settings_form import FORMS
from .quiz_writer import save_item
from .statistics_views import WORKS, list_crumb, work_named

MOST_FOUND = 20
MOST_PROBLEMS = 10  # of a pasted text, told at once


class WriteView(AdminView):
    """Writes a quiz or exam."""

    template_name = "assessments/admin/write.html"
    header_icon = "edit"

    def may(self) -> Verdict:
        if self.live_item is None:
            return may_somewhere(self.reader, "add")
        return may_in_course(self.reader, "change", self.live_item.course_id)

    @property
    def kind(self) -> str:
        """One of WORKS."""
        return str(self.kwargs["kind"])

    @cached_property
    def live_item(self) -> Quiz | Exam | None:
        """What is edited; None for a new one."""
        return work_named(self.kind, self.kwargs["pk"]) if "pk" in self.kwargs else None

    @cached_property
    def draft(self) -> Any:
        return self.live_item.get_latest_revision_as_object() if self.live_item else WORKS[self.kind]()

    @cached_property
    def is_locked(self) -> bool:
        lock = self.live_item.get_lock() if self.live_item else None
        return bool(lock and lock.for_user(self.reader))

    @cached_property
    def base(self) -> str:
        """The revision that the form is about, to see whether somebody saved another one meanwhile."""
        return str(self.live_item.latest_revision_id or "") if self.live_item else ""

    def parents(self) -> list[Breadcrumb]:
        return [list_crumb(WORKS[self.kind])]

    def get_page_title(self) -> str:
        if self.live_item is not None:
            return _("Edit questions")
        return _("New quiz") if self.kind == "quiz" else _("New exam")

    def get_page_subtitle(self) -> str:
        return self.draft.title if self.live_item else ""

    def _form(self, data: Any = None) -> Any:
        return FORMS[self.kind](data, instance=self.draft, for_user=self.reader)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        items = list(self.draft.items.all()) if self.live_item else []
        questions = Question.objects.select_related("latest_revision", "course").in_bulk(
            [item.question_id for item in items if item.question_id]
        )
        shown = [
            entry
            for key, item in enumerate(items, 1)
            if (entry := quiz_entries.of_item(key, item, questions, self.reader)) is not None
        ]
        shown = quiz_entries.with_unfinished(shown, self.draft.unfinished if self.live_item else ())
        if not shown:
            shown = [quiz_entries.new_question(1, default_question_type())]
        return self._answer(self._form(), shown)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, shown = self._form(request.POST), quiz_entries.posted(request.POST, self.reader)
        do, _colon, about = request.POST.get("do", "save").partition(":")
        if do in ("save", "publish", "autosave"):
            return self._save(form, shown, do)
        getattr(self, f"_do_{do}", self._do_nothing)(shown, about)
        # What was typed comes back as it was; it is judged only when it is saved.
        return self._answer(form, shown, focus=self.focus, is_judged=False)

    focus = ""
    pasted = ""

    def _do_nothing(self, shown: list[QuizEntry], about: str) -> None:
        """A button that we don't know: show the form again."""

    def _do_restore(self, shown: list[QuizEntry], about: str) -> None:
        """What a device had kept comes back as it was typed."""
        if self.request.POST.get("base", "") != self.base:
            messages.warning(
                self.request,
                _("Someone else saved changes since. Saving what is restored here overwrites them."),
            )

    def _do_search(self, shown: list[QuizEntry], about: str) -> None:
        self.focus = "bank"

    def _do_add(self, shown: list[QuizEntry], about: str) -> None:
        if len(shown) < MOST_ENTRIES:
            key = quiz_entries.next_key(shown)
            shown.append(
                quiz_entries.new_draw(key)
                if about == DRAW
                else quiz_entries.new_question(key, _kind_named(about))
            )
            self.focus = f"item-{key}"

    def _do_pick(self, shown: list[QuizEntry], about: str) -> None:
        picked = [int(pk) for pk in self.request.POST.getlist("pick") if pk.isdigit()]
        for question in self._bank(shown).filter(pk__in=picked)[: MOST_ENTRIES - len(shown)]:
            shown.append(quiz_entries.of_question(quiz_entries.next_key(shown), question, self.reader))
            self.focus = f"item-{shown[-1].key}"

    def _do_paste(self, shown: list[QuizEntry], about: str) -> None:
        """Add every question of a pasted text, or none and say what is wrong with which line."""
        self.pasted = self.request.POST.get("pasted", "")
        self.focus = "pasted"
        try:
            reading = read_pasted(self.pasted)
        except UnreadableFile as error:
            messages.error(self.request, str(error.problem))
            return
        if wrong := [problem for problem in reading.problems if problem.is_error]:
            for problem in wrong[:MOST_PROBLEMS]:
                messages.error(self.request, str(problem))
            return
        if len(shown) + len(reading.questions) > MOST_ENTRIES:
            messages.error(self.request, _("A quiz has at most %(most)d items.") % {"most": MOST_ENTRIES})
            return
        shown[:] = [entry for entry in shown if not entry.is_blank]
        for draft in reading.questions:
            shown.append(quiz_entries.of_pasted(quiz_entries.next_key(shown), draft))
        for problem in reading.problems[:MOST_PROBLEMS]:
            messages.warning(self.request, str(problem))
        count = len(reading.questions)
        words = ngettext("%(count)d question added.", "%(count)d questions added.", count) % {"count": count}
        messages.success(self.request, words + " " + _("Not saved yet."))
        self.pasted, self.focus = "", f"item-{shown[-1].key}" if shown else ""

    def _do_up(self, shown: list[QuizEntry], about: str) -> None:
        self._move(shown, about, -1)

    def _do_down(self, shown: list[QuizEntry], about: str) -> None:
        self._move(shown, about, 1)

    def _move(self, shown: list[QuizEntry], about: str, by: int) -> None:
        place = next((place for place, entry in enumerate(shown) if str(entry.key) == about), None)
        if place is not None and 0 <= place + by < len(shown):
            shown[place], shown[place + by] = shown[place + by], shown[place]
            self.focus = f"item-{about}"

    def _do_remove(self, shown: list[QuizEntry], about: str) -> None:
        for entry in shown:
            if str(entry.key) == about:
                entry.written["removed"] = ["" if entry.is_removed else "1"]
                self.focus = f"item-{about}"

    def _do_kind(self, shown: list[QuizEntry], about: str) -> None:
        self.focus = f"item-{about}"

    def _save(self, form: Any, shown: list[QuizEntry], do: str) -> HttpResponse:
        """Save what there is: a draft keeps what is unfinished as it was typed, publishing asks for all."""
        kept = [entry for entry in shown if not entry.is_removed]
        for entry in kept:
            quiz_entries.judge(entry)
        told = form
        if do != "publish":
            kept = [entry for entry in kept if not entry.is_blank]
            form = self._without_wrong_settings(form)
        is_fine = form.is_valid() and not (do == "publish" and any(entry.errors for entry in kept))
        problem = self._in_the_way(form, kept, do) if is_fine else ""
        if not is_fine or problem:
            if do == "autosave":
                return JsonResponse({"saved": False, "words": problem})
            messages.error(self.request, problem or _("Not saved. Fix the errors below and save again."))
            return self._answer(told, shown)
        graded_item = save_item(
            form.save(commit=False), kept, person=self.reader, at=self.now, publishes=do == "publish"
        )
        return self._saved(graded_item, kept, do, told)

    def _saved(self, graded_item: Quiz | Exam, kept: list[QuizEntry], do: str, form: Any) -> HttpResponse:
        address = reverse("assessments_authoring:write", args=[self.kind, graded_item.pk])
        words = [_draft_words(len(graded_item.unfinished))]
        if form.errors:
            names = [str(form.fields[name].label).capitalize() for name in form.errors if name in form.fields]
            words.append(_("These settings weren't saved: %(names)s.") % {"names": ", ".join(names)})
        if do == "autosave":
            items = {
                entry.key: [entry.first("id"), entry.first("base")] for entry in kept if entry.what != DRAW
            }
            told = {"saved": True, "address": address, "base": str(graded_item.latest_revision_id)}
            return JsonResponse(told | {"items": items, "words": " ".join(words)})
        if do == "publish":
            messages.success(self.request, _("Published. New attempts use this version."))
            offer_lower_passing_score(self.request, graded_item.graded_item)
        else:
            tell = messages.warning if form.errors or graded_item.unfinished else messages.success
            tell(self.request, " ".join(words))
        return redirect(address)

    def _without_wrong_settings(self, form: Any) -> Any:
        """The form for a draft: settings that can't be saved stay as they were, and a title is made up."""
        if form.is_valid() or "course" in form.errors:
            return form
        kept = self.live_item.get_latest_revision_as_object() if self.live_item else WORKS[self.kind]()
        before = FORMS[self.kind](instance=kept, for_user=self.reader)
        data = self.request.POST.copy()
        # An error of two settings together may stand at either.
        for wrong in (set(form.errors) & set(form.fields), set(form.fields) - {"title", "course"}):
            for name in wrong:
                data.setlist(name, _sent(before[name]))
            if not data.get("title", "").strip():
                data["title"] = _("Untitled quiz") if self.kind == "quiz" else _("Untitled exam")
            if (again := self._form(data)).is_valid():
                return again
        return form

    def _in_the_way(self, form: Any, kept: list[QuizEntry], do: str) -> str:
        """What keeps a form from being saved that has no errors; empty: nothing."""
        course = form.instance.course
        rights = rights_on_course(self.reader, course)
        if "change" not in rights or do == "publish" and "publish" not in rights:
            return _("You don't have permission to do this in this course.")
        if self.is_locked:
            return _("This is locked, so your changes weren't saved.")
        foreign = [
            entry for entry in kept if entry.question and entry.question.course_id not in (None, course.pk)
        ]
        for entry in foreign:
            entry.errors.append(_("This question belongs to another course."))
        if foreign:
            return _("A question belongs to another course. Copy it and use the copy instead.")
        is_stale = self.request.POST.get("base", "") != self.base
        for entry in kept:
            if entry.what == QUESTION and entry.question is not None:
                is_stale |= entry.first("base") != str(entry.question.latest_revision_id or "")
        if is_stale:
            return _(
                "Someone else saved changes after you opened this page. Save again to overwrite "
                "them, or open the page in another tab to compare."
            )
        return ""

    def _bank(self, shown: list[QuizEntry]) -> Any:
        course_id = self.draft.course_id or self._posted_course()
        if course_id is None or "view" not in rights_on_course(self.reader, course_id):
            return Question.objects.none()
        taken = [entry.question.pk for entry in shown if entry.question is not None]
        bank = Question.objects.bank_of(course_id).exclude(pk__in=taken)
        return bank.select_related("course", "latest_revision").order_by(AsPeopleCount("title"), "pk")

    def _posted_course(self) -> int | None:
        posted = self.request.POST.get("course", "")
        return int(posted) if posted.isascii() and posted.isdigit() else None

    def _found(self, shown: list[QuizEntry]) -> tuple[list[Question], str]:
        query = self.request.POST.get("bank_q", "").strip()
        if self.request.POST.get("do") != "search":
            return [], query
        found = self._bank(shown)
        for word in query.split()[:8]:
            found = found.filter(title__icontains=word)
        return list(found[:MOST_FOUND]), query

    def _answer(
        self, form: Any, shown: list[QuizEntry], *, focus: str = "", is_judged: bool = True
    ) -> HttpResponse:
        if not is_judged:
            form.errors.clear()
        found, query = self._found(shown)
        course_id = self.draft.course_id or self._posted_course()
        for entry in shown:
            if entry.what == QUESTION and entry.question is not None:
                entry.written["base"] = [str(entry.question.latest_revision_id or "")]
            if entry.what == DRAW and course_id and "view" in rights_on_course(self.reader, course_id):
                entry.in_bank = quiz_checks.in_bank(course_id, entry.first("tag"), entry.first("difficulty"))
        context = self.get_context_data(
            form=form,
            entries=shown,
            kinds=[(name, kind.label) for name, kind in question_types().items()],
            blanks=[
                QuizEntry(0, QUESTION, {"kind": [name], "marks": ["1"], "difficulty": ["medium"]})
                for name in question_types()
            ],
            blank_draw=quiz_entries.new_draw(0),
            difficulties=Question.Difficulty.choices,
            graded_item=self.live_item,
            base=self.base,
            is_locked=self.is_locked,
            findings=quiz_checks.findings_about(self.draft)
            if self.live_item and self.request.method == "GET"
            else [],
            found=found,
            bank_query=query,
            pasted=self.pasted,
            has_searched=self.request.POST.get("do") == "search",
            focus=focus,
            is_typed=self.request.method == "POST",
        )
        return self.render_to_response(context)


def _sent(field: BoundField) -> list[str]:
    """What a browser sends of a field that nobody touched."""
    value = field.value()
    if isinstance(field.field, BooleanField):
        return ["on"] if value else []
    sent = field.field.widget.format_value(value)
    return sent if isinstance(sent, list) else ["" if sent is None else sent]


def _draft_words(unfinished: int) -> str:
    if not unfinished:
        return _("Draft saved.")
    return ngettext(
        "Draft saved. %(count)d question is unfinished.",
        "Draft saved. %(count)d questions are unfinished.",
        unfinished,
    ) % {"count": unfinished}


def _kind_named(name: str) -> str:
    return name if name in question_types() else default_question_type()


class InBankView(AdminActionView):
    """How many questions a draw of a course could take now, as JSON."""

    @property
    def course_id(self) -> int:
        course = self.request.GET.get("course", "")
        return int(course) if course.isascii() and course.isdigit() else 0

    def may(self) -> Verdict:
        return may_in_course(self.reader, "view", self.course_id)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        difficulty = request.GET.get("difficulty", "")
        count = quiz_checks.in_bank(
            self.course_id,
            request.GET.get("tag", "").strip(),
            difficulty if difficulty in Question.Difficulty.values else "",
        )
        words = ngettext(
            "%(count)d matching question in the bank.", "%(count)d matching question in the bank.", count
        ) % {"count": count}
        return JsonResponse({"count": count, "words": words})
