"""An academy with one person of each kind, and something of everything that they might ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.test import override_settings
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page

from accounts.actions import suspend
from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.billing.actions import RateTerms, keep_tax_rate
from commerce.billing.models import Invoice, SavedPaymentMethod, TaxRate
from commerce.catalogue.actions import CouponTerms, keep_coupon, know_product
from commerce.catalogue.models import Coupon, Product
from commerce.customers.actions import customer_for
from commerce.customers.models import Customer
from commerce.gateways.models import GatewayMessage
from commerce.orders.actions import prepare_gifts, record_payment
from commerce.orders.models import Gift, Order
from commerce.testing.invoices import SELLER, documented
from commerce.testing.orders import make_order, quoted
from commerce.testing.payments import paid
from commerce.testing.scripted_provider import scripted
from commerce.wallet.actions import make_vouchers
from commerce.wallet.models import VoucherBatch
from common.money import Money
from home.models import HomePage
from learning.access.actions import ListedRecipient, create_invitation, grant_bundle_access, prepare_bulk
from learning.access.audiences import name_of_course_audience
from learning.access.models import (
    BulkEnrolmentJob,
    BundlePurchase,
    Cohort,
    CohortInvitation,
    CourseAccess,
    Enrolment,
    LearningPathPage,
)
from learning.assessments.models import Quiz
from learning.certificates.actions import issue_certificate, issue_credential
from learning.certificates.models import Certificate, CertificateTemplate
from learning.courses import actions as courses
from learning.courses.models import Candidate, Course, LessonPage
from learning.courses.release.outlines import OutlineLesson, outline_of_release
from learning.courses.viewer import Viewer
from learning.progress.actions import complete_lesson, save_note
from learning.progress.models import Note
from learning.testing.access import enrolled, join, make_bundle, make_cohort, make_path, page_of
from learning.testing.assessments import make_question, make_quiz
from learning.testing.courses import body, make_course, publish, text_body
from library.models import AcademyImage, PartialUpload
from library.tests.factories import ImageFactory
from library.uploads.parts import begin_upload
from notifications.broadcasts import prepare_broadcast
from notifications.models import Broadcast, Message, MessageTemplate

SECRET = "only for those who are in"
FILE = b"%PDF-1.4 only for those who are in"

OWNER, CO, OTHER, REVIEW, ADMIN = "owner", "co_instructor", "other_instructor", "reviewer", "administrator"
HELP = "support"
IN, OUT, STRANGER, SUSPENDED = "learner_in", "learner_out", "stranger", "suspended"
EVERY_ROLE = frozenset({OWNER, CO, OTHER, REVIEW, ADMIN, HELP, IN, OUT, STRANGER, SUSPENDED})
SIGNED_IN = EVERY_ROLE - {STRANGER, SUSPENDED}
TEACHERS = frozenset({OWNER, CO})
SEE_DRAFTS = TEACHERS | {REVIEW, ADMIN}
SEE_LESSONS = SEE_DRAFTS | {IN}
STAFF = SEE_DRAFTS | {OTHER, HELP}
SEE_LEARNERS = frozenset({HELP, ADMIN})
BROADCAST = TEACHERS | {OTHER, ADMIN}
HOSTS = SEE_LEARNERS | {OTHER}  # of the cohort, whose course is theirs


@dataclass
class Academy:
    people: dict[str, User]
    course: Course
    finished: Course
    locked: OutlineLesson
    preview: OutlineLesson
    file_url: str
    candidate: Candidate
    certificate: Certificate
    note: Note
    invitation: CohortInvitation
    bulk: BulkEnrolmentJob
    bundle: BundlePurchase
    path_page: LearningPathPage
    quiz: Quiz
    upload: PartialUpload
    vouchers: VoucherBatch
    image: AcademyImage
    product: Product
    coupon: Coupon
    order: Order
    payment_method: SavedPaymentMethod
    gift: Gift
    invoice: Invoice
    tax_rate: TaxRate
    message: GatewayMessage
    told: Message
    message_template: MessageTemplate
    broadcast: Broadcast
    certificate_template: CertificateTemplate

    @property
    def url(self) -> str:
        return page_of(self.course).url

    @property
    def cohort(self) -> Cohort:
        return self.invitation.cohort

    @property
    def grant(self) -> CourseAccess:
        return CourseAccess.objects.get(person=self.people[IN], course=self.course)

    @property
    def enrolment(self) -> Enrolment:
        return Enrolment.objects.get(person=self.people[IN], course=self.course)


def open_academy() -> Academy:
    people = {
        OWNER: UserFactory(roles=[INSTRUCTOR]),
        CO: UserFactory(roles=[INSTRUCTOR]),
        OTHER: UserFactory(roles=[INSTRUCTOR]),
        REVIEW: UserFactory(roles=[REVIEWER]),
        ADMIN: UserFactory(roles=[ADMINISTRATOR]),
        HELP: UserFactory(roles=[SUPPORT]),
        IN: UserFactory(first_name="Ines", last_name="Inside"),
        OUT: UserFactory(),
        SUSPENDED: UserFactory(),
    }
    course = make_course(
        owner=people[OWNER], prices=[(4900, "EUR")], lesson_fields={"body": text_body(SECRET)}
    )
    courses.set_instructors(
        course=course, accounts=[people[OWNER], people[CO]], actor=None, at=timezone.now()
    )
    document = get_document_model().objects.create(
        title="Hand-out", file=ContentFile(FILE, "hand-out.pdf"), collection=course.collection
    )
    first, second = LessonPage.objects.filter(lesson__course=course).order_by("path")
    checklist = {"title": "To do", "items": [{"type": "item", "value": "Read", "id": "read"}]}
    first.body = body(
        ("text", f"<p>{SECRET}</p>"), ("document", {"document": document.pk}), ("checklist", checklist)
    )
    first.save_revision()
    second.is_free_preview = True
    second.save_revision()
    publish(page_of(course))
    course = Course.objects.select_related("latest_release").get(pk=course.pk)
    locked, preview = outline_of_release(course.latest_release_id).lessons
    for who in (IN, SUSPENDED):
        enrolled(course, person=people[who])
    note = save_note(person=people[IN], lesson_id=locked.id, body="Mine alone", at=timezone.now())
    suspend(person=people[SUSPENDED], actor=people[ADMIN], reason="Spam", at=timezone.now())
    finished = make_course(owner=people[OTHER], lessons=1)
    Page.get_first_root_node().add_child(instance=HomePage(title="Above", slug="above"))
    return Academy(
        people=people,
        course=course,
        finished=finished,
        locked=locked,
        preview=preview,
        file_url=document.url,
        candidate=courses.submit_candidate(page=page_of(course), actor=people[OWNER]),
        certificate=finish(finished, people[IN]),
        note=note,
        invitation=invite(finished),
        bulk=bulk_job(course, people),
        bundle=bought(finished),
        path_page=make_path((finished, True)),
        quiz=make_quiz(course, make_question(course=course), attempt_limit=3),
        upload=begin_upload(name="film.mp4", size=10, actor=people[OWNER], at=timezone.now()),
        vouchers=make_vouchers(
            name="Fair", count=2, uses=99, at=timezone.now(), actor_id=None, money=Money(1_000, "EUR")
        ),
        image=ImageFactory(),
        product=know_product(code="thing:1", kind="thing", title="A thing", at=timezone.now()),
        coupon=keep_coupon(
            coupon=None,
            terms=CouponTerms(code="SPRING", percent_bp=1_000),
            actor_id=None,
            at=timezone.now(),
        ),
        order=ordered(people[IN]),
        payment_method=kept_card(people[IN]),
        gift=given(people[IN]),
        message=provider_message(),
        told=told(people[IN]),
        certificate_template=CertificateTemplate.objects.create(
            name="Plain", body=[("name", None)], locale=Locale.get_default()
        ),
        message_template=MessageTemplate.objects.create(
            code="progress.course_completed", channel="email", language="en", subject="Done", text="Done"
        ),
        broadcast=prepare_broadcast(
            audience=name_of_course_audience(course),
            subject="Friday",
            text="We meet at six.",
            stands_on_page=True,
            by=people[OWNER],
            at=timezone.now(),
        ),
        invoice=invoiced(people[IN]),
        tax_rate=keep_tax_rate(
            rate=None,
            terms=RateTerms(
                country="DE", name="VAT", kind="vat", rate_bp=1_900, first_date=timezone.now().date()
            ),
        ),
    )


def provider_message() -> GatewayMessage:
    """Kept, in words that nobody knows."""
    message = GatewayMessage(
        gateway="nobody", external_id="evt_1", kind="thing.happened", body=b"{}", received_at=timezone.now(),
        outcome="failed", error="KeyError: about",
    )  # fmt: skip
    message.save()
    return message


def told(person: User) -> Message:
    """A notification that nobody has read."""
    return Message.objects.create(
        person=person, kind="progress.course_completed", fact="enrolment:0", channel="in_app", subject="Done",
        status="sent", created_at=timezone.now(), send_at=timezone.now(),
    )  # fmt: skip


def ordered(person: User) -> Order:
    """Placed, and not paid."""
    customer = customer_for(
        account_id=person.public_id, name=str(person), email=person.email, at=timezone.now()
    )
    return make_order(customer=customer, at=timezone.now())


def kept_card(person: User) -> SavedPaymentMethod:
    """Kept to pay with next time."""
    customer = customer_for(
        account_id=person.public_id, name=str(person), email=person.email, at=timezone.now()
    )
    return SavedPaymentMethod.objects.create(
        customer=customer,
        gateway="stripe",
        kind="card",
        brand="visa",
        last_four="4242",
        token="pm_kept",
        created_at=timezone.now(),
    )


def given(person: User) -> Gift:
    """To somebody who has no account yet, by an order over nothing."""
    customer = customer_for(
        account_id=person.public_id, name=str(person), email=person.email, at=timezone.now()
    )
    line = quoted(0, recipient_email="kin@example.org")
    order = make_order(line, customer=customer, at=timezone.now())
    record_payment(order_id=order.pk, money=Money(0, "EUR"), at=timezone.now())
    prepare_gifts(order_id=order.pk, at=timezone.now())
    return Gift.objects.get(line__order=order)


def invoiced(person: User) -> Invoice:
    """Of an order that was paid a while ago, so that nobody is written to about it."""
    customer = Customer.objects.get(account_id=person.public_id)
    at = timezone.now() - timedelta(days=4)
    with scripted() as provider:
        order = paid(provider, quoted(4_900, code="thing:invoiced"), customer=customer, at=at)
    with override_settings(**SELLER):
        [invoice] = documented(order, at=at)
    return invoice


def bulk_job(course: Course, people: dict[str, User]) -> BulkEnrolmentJob:
    """Prepared, and not run."""
    return prepare_bulk(
        courses=[course],
        listed=[ListedRecipient(1, people[OUT].email)],
        source="list",
        by=people[ADMIN],
        at=timezone.now(),
        notes="Term",
    )


def invite(course: Course) -> CohortInvitation:
    now = timezone.now()
    cohort = make_cohort(course, at=now, starts_at=now)
    join(cohort, at=now)
    return create_invitation(cohort=cohort, at=now, expires_at=now + timedelta(days=1))


def bought(course: Course) -> BundlePurchase:
    page = make_bundle((course, ""))
    return grant_bundle_access(person=UserFactory(), bundle=page.bundle, by=None, at=timezone.now())


def finish(course: Course, person: User) -> Certificate:
    enrolment = enrolled(course, person=person)
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    complete_lesson(viewer=Viewer(person, timezone.now()), lesson_public_id=lesson.public_id)
    certificate = issue_certificate(enrolment_id=enrolment.pk, at=timezone.now())
    assert certificate is not None
    issue_credential(certificate=certificate, at=timezone.now())
    return certificate


def footprint() -> tuple[Any, ...]:
    """Rows of every table of ours, and what could change in them."""
    ours = (
        "accounts",
        "library",
        "notifications",
        "courses",
        "access",
        "assessments",
        "progress",
        "certificates",
        "home",
    )
    counts = [
        (model._meta.label, model._default_manager.count())
        for config in apps.get_app_configs()
        if config.label in ours
        for model in config.get_models()
    ]
    return (
        counts,
        list(Course.objects.order_by("pk").values_list("pk", "status", "latest_release")),
        list(Note.objects.order_by("pk").values_list("pk", "body", "deleted_at")),
        list(User.objects.order_by("pk").values_list("pk", "is_active", "first_name")),
        list(Candidate.objects.order_by("pk").values_list("pk", "status")),
        list(CourseAccess.objects.order_by("pk").values_list("pk", "status", "ends_at")),
        list(Enrolment.objects.order_by("pk").values_list("pk", "paid_up_at")),
        list(BulkEnrolmentJob.objects.order_by("pk").values_list("pk", "state")),
    )
