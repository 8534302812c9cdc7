"""What certificates add to the Wagtail admin. Declarations only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from learning.courses.models import CoursePage
from learning.courses.policies import may_open_in_editor

from .admin import urls
from .admin.certificate_list import CertificateAdmin
from .admin.template_list import CertificateTemplateViewSet
from .admin.verification_list import CertificateVerificationAdmin

if TYPE_CHECKING:
    from accounts.models import User

modeladmin_register(CertificateAdmin)
modeladmin_register(CertificateVerificationAdmin)
register_snippet(CertificateTemplateViewSet)


@hooks.register("register_admin_urls")
def register_certificate_screens() -> list[Any]:
    return [path("academy/certificates/", include(urls))]


@hooks.register("register_page_header_buttons")
def register_way_to_the_certificate(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    course_page = page.specific
    if isinstance(course_page, CoursePage) and may_open_in_editor(user, course_page):
        address = reverse("certificates_admin:course", args=[course_page.course.public_id])
        yield Button(_("Certificate"), address, icon_name="success", priority=59)
