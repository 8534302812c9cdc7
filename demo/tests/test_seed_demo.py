"""`manage.py seed_demo`: the whole academy or nothing, once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import F, QuerySet
from django.test import Client
from django.utils import timezone
from wagtail.models import ReferenceIndex, Site

from accounts.models import User
from accounts.roles import LEARNER, ROLES
from commerce.billing.models import Dispute, Invoice, Payment, Refund
from commerce.catalogue.models import Product
from commerce.catalogue.selectors import prices_at
from commerce.gateways.models import GatewayMessage
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order, OrderLine
from demo import build
from demo.authoring.landing_pages import LandingPages
from demo.plans import people
from demo.plans.courses import all_courses
from demo.plans.orders import read_sales
from home.models import HomePage, LandingPage
from learning.access.actions import free_seats
from learning.access.models import (
    BundlePage,
    BundlePurchase,
    Cohort,
    CourseAccess,
    Enrolment,
    LearningPathPage,
    WaitlistEntry,
)
from learning.access.policies import course_verdicts
from learning.assessments.assignments.submission_policy import submission_state_of
from learning.assessments.models import (
    Assignment,
    Attempt,
    Exam,
    GradingScheme,
    Question,
    Quiz,
    Submission,
    SubmissionFile,
)
from learning.assessments.question_types import question_types
from learning.assessments.quizzes.exam_access import exam_verdict
from learning.assessments.quizzes.placements import placed_in_course
from learning.assessments.quizzes.question_selection import bank_for
from learning.certificates.models import Certificate
from learning.courses.models import (
    Candidate,
    Category,
    Course,
    CourseInstructor,
    InstructorPage,
    LessonPage,
    QuizPrerequisite,
    Release,
)
from learning.courses.release.outlines import Outline, outline_of_release
from learning.courses.viewer import Viewer
from learning.progress.models import CourseCompletion, Favourite, LessonCompletion, LessonPosition, Note
from library.models import AcademyMedia
from notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Any) -> None:
    """Ways to pay, as in development."""
    settings.DEBUG = settings.SANDBOX_PAYMENTS = True
    settings.BANK_TRANSFER_DETAILS, settings.PAYEE_DEFAULT_SHARE_BP = ["IBAN"], 7_000
    settings.SELLER_NAME, settings.SELLER_COUNTRY = "Lyceum Learning GmbH", "DE"


@pytest.fixture
def seed() -> Callable[..., str]:
    def run(**options: object) -> str:
        out = io.StringIO()
        call_command("seed_demo", yes=True, stdout=out, **options)
        return out.getvalue()

    return run


def counted() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def stored_files() -> set[Path]:
    folders = (Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_MEDIA_ROOT))
    found = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    # Pictures for shared pages are kept by what they show, whoever asked for them first.
    return {path for path in found if path.parent.name != "share"}


@pytest.mark.usefixtures("shop")
def test_the_whole_academy(seed: Callable[..., str], client: Client) -> None:
    """One test, because building it takes half a minute: what it has, who is in it, and that it is once."""
    assert "admin@example.org" in seed()
    _has_what_it_promises()
    _is_in_both_indexes()
    _has_a_history_that_agrees_with_itself()
    _has_every_kind_of_access()
    _has_sold_all_sorts()
    _has_something_to_take()
    _has_results_of_every_sort()
    _has_something_for_whoever_learns_and_marks()
    _lets_in_whoever_is_printed()
    _shows_every_page(client)
    before = counted()
    assert "Nothing was changed" in seed()
    assert counted() == before
    out = io.StringIO()
    call_command("demo_signins", stdout=out)
    assert out.getvalue().count(people.PASSWORD) == 8


def _has_what_it_promises() -> None:
    home = Site.objects.get(is_default_site=True).root_page.specific
    assert isinstance(home, HomePage)
    assert LandingPage.objects.child_of(home).live().count() == 2 + 4  # and the legal ones
    assert Course.objects.count() == len(all_courses()) == Release.objects.count()
    assert Category.objects.count() == 5 and InstructorPage.objects.live().count() == 6
    assert set(Course.objects.values_list("status", flat=True)) == {"active", "coming_soon"}
    paid = Course.objects.filter(is_free=False).values("pk")
    types = set(CourseAccess.objects.filter(course__in=paid).values_list("type", flat=True))
    assert types == {"manual", "cohort", "bundle", "purchase"}
    assert Candidate.objects.filter(status=Candidate.Status.SUBMITTED).count() == 1
    used = {child.block_type for page in LessonPage.objects.live() for child in page.body}
    assert set(LessonPage._meta.get_field("body").stream_block.child_blocks) - used == set()
    assert mail.outbox == []
    assert not Message.objects.exists()


def _is_in_both_indexes() -> None:
    found = LessonPage.objects.live().search("median", fields=["title"])
    assert "Mean and median" in [page.title for page in found]
    film = AcademyMedia.objects.filter(type="video").first()
    assert film is not None and ReferenceIndex.get_references_to(film).exists()


def _has_a_history_that_agrees_with_itself() -> None:
    learners = Enrolment.objects.values("person").distinct().count()
    assert learners >= 40
    completed = CourseCompletion.objects.count()
    assert 9 <= completed < Enrolment.objects.count() / 2
    assert Certificate.objects.count() == completed
    for certificate in Certificate.objects.select_related("enrolment"):
        assert certificate.enrolment.enrolled_at < certificate.completed_at < certificate.issued_at
    done = list(LessonCompletion.objects.values_list("enrolment", "completed_at"))
    assert len(set(done)) == len(done), "nobody does two lessons in one moment"
    # Nothing was left to the handlers, which would have dated it now.
    assert max(moment for _enrolment, moment in done) < timezone.now() - timedelta(minutes=10)
    assert len({joined.hour for joined in Enrolment.objects.values_list("enrolled_at", flat=True)}) >= 10
    assert sum(moment.weekday() >= 5 for _enrolment, moment in done) < len(done) * 2 / 7
    assert {note.person.email for note in Note.objects.select_related("person")} >= {"learner@example.org"}
    assert Favourite.objects.filter(person__email="learner@example.org").count() == 3
    assert LessonPosition.objects.filter(best_percentage__gt=0, best_percentage__lt=90).count() >= 5


def _has_every_kind_of_access() -> None:
    now = timezone.now()
    stands = {grant.effective_status(now) for grant in CourseAccess.objects.all()}
    assert stands >= {"unlocked", "pending", "locked", "revoked", "expired", "not_started"}
    assert LearningPathPage.objects.live().count() == 2
    assert set(BundlePage.objects.live().values_list("kind", flat=True)) == {"fixed", "pick", "tiered"}
    assert BundlePurchase.objects.filter(revoked_at=None, order_id="").count() == 3
    full, later = Cohort.objects.order_by("starts_at")
    assert free_seats(full) == 0 and full.waiting.count() == 3
    assert later.starts_at > now and later.invitations.filter(withdrawn_at=None).get().works_at(now)
    assert WaitlistEntry.objects.filter(course__status="coming_soon").count() == 3
    priya = Viewer(person=User.objects.get(email="learner@example.org"), moment=now)
    verdicts = course_verdicts(priya, Course.objects.select_related("latest_release"))
    codes = {verdict.code for verdict in verdicts.values()}
    assert codes == {"open", "no_grant", "coming_soon", "expired", "path_order"}


def _has_sold_all_sorts() -> None:
    now = timezone.now()
    on_sale = Product.objects.on_sale()
    assert on_sale.filter(kind="course", prices__isnull=False).distinct().count() == 6
    assert on_sale.filter(kind="bundle").count() == 1 + 1 + 3
    for product in on_sale.filter(prices__isnull=False).distinct():
        assert set(prices_at([product.pk], now)[product.pk]) == {"EUR", "USD", "INR"}, product
    orders = Order.objects.order_by("pk")
    assert orders.count() == 60 == len(read_sales().orders)
    placed = list(orders.values_list("placed_at", flat=True))
    assert placed == sorted(placed) and placed[-1] < now, "numbers follow time"
    assert set(orders.values_list("status", flat=True)) == set(Order.Status)
    assert set(orders.values_list("dispute", flat=True)) == set(Order.DisputeState)
    assert orders.filter(refunded_minor=F("paid_minor"), paid_minor__gt=0).count() == 3
    assert orders.filter(refunded_minor__gt=0, refunded_minor__lt=F("paid_minor")).count() == 2
    assert set(Dispute.objects.values_list("outcome", flat=True)) == {"open", "won", "lost"}
    ways = set(Payment.objects.values_list("gateway", "status"))
    assert ways >= {("sandbox", "confirmed"), ("sandbox", "failed"), ("sandbox", "cancelled")}
    assert ways >= {("wallet", "confirmed"), ("bank_transfer", "confirmed"), ("bank_transfer", "pending")}
    assert OrderLine.objects.exclude(recipient_email="").count() == 2
    assert not GatewayMessage.objects.exclude(outcome="handled").exists()
    for model, moment in ((Payment, "created_at"), (Refund, "settled_at"), (GatewayMessage, "received_at")):
        assert not model.objects.filter(**{f"{moment}__gt": now}).exists()
    assert check_books() == []
    _opens_what_was_paid_for(orders)
    _has_documents_for_all_money(orders)


def _has_documents_for_all_money(orders: QuerySet[Order]) -> None:
    """Numbered as the orders were paid and refunded, and together what was kept of each."""
    documented: dict[int, int] = {}
    for series, year in Invoice.objects.values_list("series", "year").order_by("series", "year").distinct():
        found = Invoice.objects.filter(series=series, year=year).order_by("issued_at", "pk")
        assert list(found.values_list("sequence", flat=True)) == list(range(1, found.count() + 1))
        for document in found:
            minor = -document.total_minor if document.is_credit_note else document.total_minor
            documented[document.order_id] = documented.get(document.order_id, 0) + minor
    charged = {order.pk: order.paid_minor - order.refunded_minor for order in orders.filter(status="paid")}
    [note] = Invoice.objects.filter(cause="dispute")
    charged[note.order_id] -= note.total_minor
    assert (note.kind, note.total_minor, note.order.dispute) == (
        "credit_note",
        note.order.charged_back_minor,
        "lost",
    )
    assert {pk: minor for pk, minor in documented.items() if minor} == {
        pk: minor for pk, minor in charged.items() if minor
    }


def _opens_what_was_paid_for(orders: QuerySet[Order]) -> None:
    begun = CourseAccess.objects.filter(type="purchase", source_kind="order")
    numbers = dict(orders.values_list("number", "placed_at"))
    for grant in begun:
        assert grant.starts_at - numbers[grant.purchase_id] < timedelta(days=5), "opened when it was paid"
    lost = set(orders.filter(dispute="lost").values_list("number", flat=True))
    assert len(lost) == 2, "one of them is credited"
    assert {grant.status for grant in begun.filter(purchase_id__in=lost)} == {"revoked"}
    priya = begun.filter(person__email="learner@example.org", status="unlocked")
    assert priya.count() == 2
    assert not CourseAccess.objects.filter(
        person__email="learner@example.org", type="manual", course__in=priya.values("course")
    ).exists()


def _has_something_to_take() -> None:
    assert Quiz.objects.filter(live=True).values("course").distinct().count() >= 4
    assert set(Question.objects.filter(live=True).values_list("kind", flat=True)) == set(question_types())
    assert Quiz.objects.filter(items__draw_count__gte=1).exists()
    assert Quiz.objects.filter(is_required=False).count() == 2
    exams = Exam.objects.filter(live=True, is_active=True)
    assert set(exams.values_list("unlock_days", flat=True)) == {0, 14}
    on_course = Assignment.objects.get(stands_on_course=True)
    with_rubric = Assignment.objects.get(stands_on_course=False)
    assert len(with_rubric.rubric) == 3 and with_rubric.takes_files and on_course.due_at is not None
    for quiz in (*Quiz.objects.all(), *Exam.objects.all()):
        for draw in quiz.items.filter(question=None):
            assert len(bank_for(quiz, draw)) >= draw.draw_count, f"{quiz}: {draw}"
    assert QuizPrerequisite.objects.filter(quiz__in=Quiz.objects.values("translation_key")).count() == 1
    assert GradingScheme.objects.count() == 4
    for model in (Question, Quiz, Exam, Assignment):
        assert not model.objects.filter(has_unpublished_changes=True).exists()


def _has_results_of_every_sort() -> None:
    now = timezone.now()
    stands = set(Attempt.objects.values_list("status", "passed"))
    assert stands == {("graded", True), ("graded", False), ("pending", None), ("in_progress", None)}
    assert Attempt.objects.filter(number__gte=2, passed=True).exists(), "somebody tried again and passed"
    of_exams = Attempt.objects.filter(placement__lesson=None)
    assert of_exams.filter(is_final=True, passed=False).exists() and of_exams.filter(passed=True).exists()
    assert Attempt.objects.filter(submitted_at__gt=now).count() == 0
    for attempt in Attempt.objects.exclude(status="in_progress"):
        assert attempt.enrolment.enrolled_at < attempt.started_at < attempt.submitted_at
        asked = attempt.entries.order_by("pk").values_list("received_at", flat=True)
        assert len(set(asked)) == len(attempt.paper), "each answer has a moment of its own"
    for completion in CourseCompletion.objects.filter(enrolment__course__in=Exam.objects.values("course")):
        passed = of_exams.filter(enrolment=completion.enrolment, passed=True).get()
        assert passed.submitted_at == completion.completed_at
    graded = Submission.objects.filter(status="graded")
    assert graded.exclude(levels={}).exclude(comment="").exists()
    assert not graded.filter(graded_at__gt=now).exists()
    assert Submission.objects.filter(status="late", is_late=True).count() == 1
    assert SubmissionFile.objects.exists()


def _has_something_for_whoever_learns_and_marks() -> None:
    priya = User.objects.get(email="learner@example.org")
    theirs = Attempt.objects.filter(enrolment__person=priya)
    assert theirs.filter(passed=True).exists()
    (retake,) = {attempt.placement.graded_item for attempt in theirs} - {
        attempt.placement.graded_item for attempt in theirs.filter(passed=True)
    }
    assert retake.title == "How to say it"
    viewer = Viewer(person=priya, moment=timezone.now())
    garden = Enrolment.objects.select_related("course").get(
        person=priya, course__public_id=Exam.objects.get(unlock_days=0).course.public_id
    )
    outline = outline_of_release(garden.course.latest_release_id or 0)
    assert exam_verdict(viewer, garden.course, outline, garden)
    talk = next(place for place in placed_in_course(_speaking(), "en") if place.block_id == "")
    enrolment = Enrolment.objects.get(person=priya, course=talk.course_id)
    chances = submission_state_of(enrolment, talk, viewer.moment)
    assert not chances.handed_in and not chances.is_late_at(viewer.moment), (
        "the extended due date is for Priya"
    )
    assert chances.due_at is not None and talk.source.due_at < viewer.moment < chances.due_at
    ingrid = User.objects.get(email="instructor@example.org")
    mine = CourseInstructor.objects.filter(account=ingrid).values("course")
    waiting = {"enrolment__course__in": mine, "status__in": ["pending", "late"]}
    assert Attempt.objects.filter(**waiting).exists()
    assert Submission.objects.filter(**waiting).count() >= 5


def _speaking() -> Outline:
    course = Course.objects.get(public_id=Assignment.objects.get(stands_on_course=True).course.public_id)
    return outline_of_release(course.latest_release_id or 0)


def _lets_in_whoever_is_printed() -> None:
    printed = [who for who in people.named_people() if who.signs_in_as]
    assert {who.role or LEARNER for who in printed} == set(ROLES)
    for who in printed:
        user = User.objects.get(email=who.email)
        assert user.check_password(people.PASSWORD)
        assert user.groups.filter(name=who.role or LEARNER).exists()
        assert user.emailaddress_set.filter(verified=True, primary=True).exists()
    assert not User.objects.get(email="mateo@example.org").has_usable_password()


def _shows_every_page(client: Client) -> None:
    client.force_login(User.objects.get(email="reviewer@example.org"))
    lessons = LessonPage.objects.live()
    assert len(lessons) == sum(len(plan.lessons) for plan in all_courses())
    for page in (*lessons, *LandingPage.objects.live()):
        response = client.get(page.url)
        assert response.status_code == 200, page.url
        assert "no longer available" not in response.content.decode(), page.url


def test_a_failure_at_the_end_leaves_nothing(
    seed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("the last step")

    monkeypatch.setattr(build, "_plans", lambda scale: all_courses()[:1])
    monkeypatch.setattr(LandingPages, "publish", fail)
    before, files = counted(), stored_files()
    with pytest.raises(RuntimeError, match="the last step"):
        seed()
    assert counted() == before
    assert stored_files() == files


def test_a_scale_numbers_the_copies_and_multiplies_the_learners() -> None:
    plans = build._plans(3)
    assert len(plans) == 3 * len(all_courses()) == len({plan.slug for plan in plans})
    copies = [plan for plan in plans if plan.copy_of]
    assert any(plan.assessments.quizzes for plan in copies)
    assert not any(task.submissions for plan in copies for task in plan.assessments.assignments)
    assert plans[-1].title.endswith("(3)") and plans[-1].source == all_courses()[-1].slug
    assert (
        len({who.email for who in people.generated_people(build.GENERATED_LEARNERS * 20)})
        == build.GENERATED_LEARNERS * 20
    )


def test_a_site_that_is_not_for_development_is_asked_first() -> None:
    with pytest.raises(CommandError, match="--yes"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_no_sign_in_is_printed_where_the_demo_is_not() -> None:
    out = io.StringIO()
    call_command("demo_signins", stdout=out)
    assert people.PASSWORD not in out.getvalue()
