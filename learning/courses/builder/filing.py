"""The address to which files are sent from the builder: each becomes a lesson."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.admin.views import AdminActionView
from learning.courses.models import LessonPage
from library.uploads import parts

from . import actions
from .conflicts import GestureRefused
from .views import REFUSED, BuilderBaseView, outline_json, wants_fragment

#: How many files are taken at once.
MOST_FILES = 50


class FilesForm(forms.Form):
    """Where the lessons go. key: of the one file that a script sends, so that a second try adds no second.
    upload: the id of a file that came in parts; without it, the files are in the form."""

    parent = forms.IntegerField()
    after = forms.IntegerField(required=False)
    key = forms.UUIDField(required=False)
    upload = forms.UUIDField(required=False)


class FilesView(BuilderBaseView, AdminActionView):
    """Make a lesson of each file. A script sends one by one; a form sends all, and one that isn't taken
    keeps the rest."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, files = FilesForm(request.POST), request.FILES.getlist("file")
        if not form.is_valid() or not (files or form.cleaned_data["upload"]):
            return self._failed([_("Choose at least one file.")])
        if form.cleaned_data["upload"]:
            return self._whole(form, form.cleaned_data["upload"])
        if wants_fragment(request):
            return self._one(form, files[0])
        return self._many(form, files)

    def _whole(self, form: FilesForm, public_id: uuid.UUID) -> HttpResponse:
        """A file that came in parts; they are kept until its lesson is made."""
        try:
            with parts.whole_file(public_id=public_id, actor=self.reader, at=self.now) as file:
                answer = self._one(form, file)
        except parts.UploadUnfinished:
            return self._made_before(form)
        upload = parts.upload_of(self.reader, public_id, at=self.now)
        if upload is not None:
            upload.delete()
        return answer

    def _made_before(self, form: FilesForm) -> HttpResponse:
        """The answer to an earlier try got lost: its upload is gone, because its lesson is there."""
        try:
            made = actions.lesson_of_key(self.page, form.cleaned_data["key"] or uuid.uuid4())
        except GestureRefused as refused:
            return self._failed([str(refused)])
        if made is None:
            return self._failed([_("The file wasn't uploaded completely. Upload it again.")])
        return self._added(made)

    def _one(self, form: FilesForm, file: UploadedFile) -> HttpResponse:
        asked = form.cleaned_data
        try:
            page = self._add(file, asked, key=asked["key"] or uuid.uuid4())
        except GestureRefused as refused:
            return self._failed([str(refused)])
        return self._added(page)

    def _added(self, page: LessonPage) -> HttpResponse:
        told = outline_json(self.outline, rows={page.pk}, request=self.request)
        said = _("“%(title)s” added.") % {"title": page.title}
        return JsonResponse(told | {"said": said, "focus": page.pk})

    def _many(self, form: FilesForm, files: list[UploadedFile]) -> HttpResponse:
        added, refused = 0, []
        for file in files[:MOST_FILES]:
            try:
                self._add(file, form.cleaned_data, key=uuid.uuid4())
                added += 1
            except GestureRefused as why:
                refused.append(f"{file.name}: {why}")
        if len(files) > MOST_FILES:
            words = _("At most %(most)s files are added at once. The others weren't added.")
            refused.append(words % {"most": MOST_FILES})
        if added:
            words = ngettext("%(count)s lesson added.", "%(count)s lessons added.", added)
            messages.success(self.request, words % {"count": added})
        return self._failed(refused)

    def _add(self, file: UploadedFile, asked: dict[str, Any], *, key: uuid.UUID) -> LessonPage:
        return actions.add_lesson_of_file(
            course_page=self.page,
            file=file,
            parent_id=asked["parent"],
            after_id=asked["after"],
            key=key,
            actor=self.reader,
        )

    def _failed(self, sentences: list[str]) -> HttpResponse:
        if wants_fragment(self.request):
            return JsonResponse({"said": " ".join(sentences)}, status=REFUSED)
        for sentence in sentences:
            messages.error(self.request, sentence)
        return redirect(self.address())
