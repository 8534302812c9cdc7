"""What a course has chosen for its certificates, beside its page: not part of a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.courses import policies
from learning.courses.models import Course, CoursePage
from learning.courses.selectors import source_page_of

from ..actions import choose_certificate
from ..designs.models import MOST_MONTHS
from ..models import CertificateTemplate, CourseCertificate


class CourseCertificateForm(forms.Form):
    """The template, and for how long what it prints is valid."""

    template = forms.ModelChoiceField(
        label=gettext_lazy("Template"),
        queryset=CertificateTemplate.objects.none(),
        required=False,
        empty_label=gettext_lazy("The academy's default"),
    )
    valid_months = forms.IntegerField(
        label=gettext_lazy("Valid for (months)"),
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        help_text=gettext_lazy("Leave empty if certificates don't expire."),
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Q(locale=course.source_locale_id) | Q(pk=self.initial.get("template") or 0)
        field: Any = self.fields["template"]
        field.queryset = CertificateTemplate.objects.filter(offered)


class CourseCertificateView(AdminFormView):
    """Choose a course's template, and how long its certificates are valid.

    Whoever may edit the course's page looks; who may change its prices and instructors saves.
    """

    template_name = "certificates/admin/course.html"
    page_title = gettext_lazy("Certificate")
    header_icon = "success"
    explanation = gettext_lazy(
        "This isn't part of the draft. Changes apply to certificates issued from now on."
    )

    @cached_property
    def course(self) -> Course:
        return get_object_or_404(Course, public_id=self.kwargs["public_id"])

    @cached_property
    def course_page(self) -> CoursePage | None:
        return source_page_of(self.course)

    def may(self) -> Verdict:
        verdict = policies.may_open_in_editor(self.reader, self.course_page)
        return self.may_save() if verdict and self.request.method == "POST" else verdict

    def may_save(self) -> Verdict:
        assert self.course_page is not None, "may() asks for it"
        return policies.may_change_standing(self.reader, self.course_page)

    def form_for(self, data: Any, files: Any = None) -> CourseCertificateForm:
        choice = CourseCertificate.objects.filter(course=self.course).first()
        initial = {"template": choice.template_id, "valid_months": choice.valid_months} if choice else {}
        return CourseCertificateForm(data, initial=initial, course=self.course)

    def done(self, form: CourseCertificateForm) -> None:
        choose_certificate(
            course=self.course,
            template=form.cleaned_data["template"],
            valid_months=form.cleaned_data["valid_months"],
            actor=self.reader,
            at=self.now,
        )
        messages.success(self.request, _("Saved. The change applies immediately."))

    def back(self) -> str:
        assert self.course_page is not None, "may() asks for it"
        return reverse("wagtailadmin_pages:edit", args=[self.course_page.pk])

    def get_page_subtitle(self) -> str:
        assert self.course_page is not None, "may() asks for it"
        return self.course_page.get_admin_display_title()

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.get_page_subtitle(), self.back())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choice = CourseCertificate.objects.filter(course=self.course).select_related("changed_by").first()
        return super().get_context_data(**kwargs) | {"may_save": self.may_save(), "choice": choice}
