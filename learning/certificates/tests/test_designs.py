"""How certificates look: what staff compose, what is frozen, and what it prints."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from wagtail.models import Locale

from accounts.models import User
from common.append_only import ChangeRefused
from learning.certificates import actions
from learning.certificates.designs.freezing import built_in, digest_of, template_for
from learning.certificates.designs.preview import sample_pdf
from learning.certificates.designs.shipped import SHIPPED
from learning.certificates.models import (
    Certificate,
    CertificateDesign,
    CertificateTemplate,
    CourseCertificate,
)
from learning.certificates.pdf import draw
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import NOON
from learning.testing.certificates import graduate, make_certificate
from library.storage.backends import private_files

pytestmark = pytest.mark.django_db

WORDS = ("Ananya Sharma", "Watercolour for beginners", "4 May 2026", "6 hours", "CERT-AAAA-CCCC-DDDD")


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def with_text(text: str, **values: Any) -> CertificateTemplate:
    """A template that isn't saved: the name, and one text."""
    body = [("name", None), ("text", {"text": text, "size": "small"})]
    return built_in({"name": "Own", "style": "classic", "body": body} | values)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("for {{ course_title }} with {{grade}}, {{ url }}", ""),
        ("for {{ cours }}", "Unknown placeholder: cours."),
        ("for {{ name", "two braces"),
        ("{% if name %}", "two braces"),
        ("{{ qr }}", "Unknown placeholder: qr."),
    ],
)
def test_an_unknown_placeholder_is_refused_by_its_name(text: str, wrong: str) -> None:
    block = CertificateTemplate._meta.get_field("body").stream_block.child_blocks["text"].child_blocks["text"]  # type: ignore[attr-defined]
    if not wrong:
        assert block.clean(text) == text
        return
    with pytest.raises(ValidationError, match=wrong):
        block.clean(text)


def test_three_templates_are_shipped_and_one_is_the_default() -> None:
    shipped = CertificateTemplate.objects.all()
    assert [(each.name, each.is_default) for each in shipped] == [
        ("Classic", True),
        ("Engraved", False),
        ("Studio", False),
    ]
    for row, values in zip(shipped, SHIPPED, strict=True):
        assert [block.block_type for block in row.body] == [kind for kind, _value in values["body"]]


@pytest.mark.parametrize("values", SHIPPED, ids=[each["name"] for each in SHIPPED])
@pytest.mark.parametrize(
    ("paper", "orientation", "size"),
    [("A4", "landscape", (842, 595)), ("letter", "portrait", (612, 792))],
)
def test_each_shipped_template_prints_one_page(
    values: dict[str, Any], paper: str, orientation: str, size: tuple[int, int]
) -> None:
    template = built_in({**values, "paper": paper, "orientation": orientation})
    [text] = pages_of(sample_pdf(template))
    assert all(word in text for word in WORDS), text
    long = pypdf.PdfReader(io.BytesIO(sample_pdf(template, is_long=True)))
    [page] = long.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_what_a_certificate_does_not_have_is_left_out() -> None:
    facts = {"shown": ["date", "grade", "score", "instructor"]}
    template = built_in({"name": "Own", "style": "classic", "body": [("name", None), ("facts", facts)]})
    certificate = make_certificate()
    certificate.instructor_names = []
    actions.freeze(certificate, template, at=NOON)
    [text] = pages_of(draw(certificate))
    assert "Completed on" in text
    assert "Grade" not in text and "Score" not in text and "Instructors" not in text


def test_placeholders_are_filled_in_as_text() -> None:
    certificate = make_certificate(title="Tea & <i>cake</i> {{ code }}")
    actions.freeze(certificate, with_text("“{{ course_title }}” by {{ name }}"), at=NOON)
    [text] = pages_of(draw(certificate))
    assert f"“Tea & <i>cake</i> {{{{ code }}}}” by {certificate.learner_name}" in text


def test_changing_everything_leaves_an_issued_certificate_as_it_was() -> None:
    owner = courses.make_instructor(first_name="Ines", last_name="Brandt")
    certificate = make_certificate(owner=owner, title="Slow reading")
    before = pages_of(actions.pdf_of(certificate))
    CertificateTemplate.objects.update(style="studio", body=[("name", None)], paper="letter")
    courses.CoursePage.objects.update(title="Fast reading")
    Course.objects.update(title="Fast reading")
    User.objects.update(first_name="Other", last_name="Person", display_name="Other")
    private_files().delete(certificate.pdf_name)
    again = Certificate.objects.get(pk=certificate.pk)
    assert pages_of(actions.pdf_of(again)) == before
    assert "Slow reading" in before[0] and "Ines Brandt" in before[0]
    assert again.content_digest == digest_of(again.content, again.design.digest)
    newer = make_certificate(title="Slow reading")
    assert newer.design != certificate.design and "Slow reading" not in pages_of(draw(newer))[0]


def test_certificates_with_the_same_design_share_it() -> None:
    first, second = make_certificate(), make_certificate()
    assert first.design == second.design == CertificateDesign.objects.get()
    assert first.content_digest != second.content_digest


def test_a_design_is_never_changed() -> None:
    design = make_certificate().design
    assert design is not None
    design.html = "other"
    with pytest.raises(ChangeRefused):
        design.save()
    with pytest.raises(ChangeRefused):
        CertificateDesign.objects.update(html="other")


def test_a_certificate_from_before_designs_gets_one_when_it_is_drawn() -> None:
    certificate = make_certificate(title="Slow reading")
    Certificate.objects.update(design=None, content={}, content_digest="")
    CertificateTemplate.objects.update(style="studio", body=[("name", None)])
    old = Certificate.objects.get(pk=certificate.pk)
    assert "Slow reading" in pages_of(actions.pdf_of(old))[0]
    old.refresh_from_db()
    assert old.design == certificate.design and old.content["course_title"] == "Slow reading"


def test_a_course_chooses_its_template_and_the_default_serves_the_others() -> None:
    learner = graduate()
    course = learner.enrolment.course
    assert template_for(course.pk, "en").name == "Classic"
    studio = CertificateTemplate.objects.get(style="studio")
    choice = CourseCertificate.objects.create(
        course=course, template=studio, changed_at=NOON, changed_by=learner.enrolment.person
    )
    assert template_for(course.pk, "en") == template_for(course.pk, "fr") == studio
    french = studio.copy_for_translation(Locale.objects.get_or_create(language_code="fr")[0])
    french.save()
    assert template_for(course.pk, "fr") == french
    french.delete()
    studio.delete()
    choice.refresh_from_db()
    assert choice.template is None and template_for(course.pk, "en").name == "Classic"
    CertificateTemplate.objects.all().delete()
    assert template_for(course.pk, "en").pk is None


def test_there_is_one_default_per_language() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateTemplate.objects.update(is_default=True)
    second = CertificateTemplate.objects.get(style="studio")
    second.is_default = True
    with pytest.raises(ValidationError, match="Another template is the default"):
        second.full_clean()


@pytest.mark.parametrize("mode", ["", "long"])
def test_the_preview_shows_the_printed_page(mode: str) -> None:
    template = CertificateTemplate.objects.get(style="engraved")
    page = template.serve_preview(RequestFactory().get("/"), mode).content.decode()
    assert page.count("data:image/png;base64,") == 1 and "fit on one page" not in page


def test_the_preview_says_when_it_does_not_fit() -> None:
    template = with_text("A sentence that goes on and on. " * 12)
    template.body.extend([("text", {"text": "Many words. " * 30, "size": "large"})] * 12)
    page = template.serve_preview(RequestFactory().get("/"), "").content.decode()
    assert "This doesn't fit on one page" in page
