"""An academy with one thing of every kind that an address can name, nearly all of it one instructor's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import APIToken, Collection, GroupApprovalTask, Locale, Site, Workflow
from wagtail_localize.models import Translation, TranslationSource

from accounts.models import User
from accounts.roles import MARKETER
from accounts.tests.factories import UserFactory
from commerce.customers.actions import customer_for
from home.models import HomePage
from home.tests.factories import hero, make_landing, with_form
from learning.access.actions import join_path
from learning.assessments.models import Question
from learning.courses.models import Category, LessonPage
from learning.support.actions import hand_on_case
from learning.testing.access import page_of
from learning.testing.assessments import make_exam, make_question
from learning.testing.assignments import AssignmentTaker
from learning.testing.quiz_takers import QuizTaker, quiz_in
from library.tests.factories import DocumentFactory, ImageFactory, MediaFactory
from tests.roles import ADMIN, HELP, IN, OWNER, Academy, open_academy

MARKET = "marketer"
#: What a question of the course asks, and what answers it: for those alone who write and grade there.
WORDING, KEY = "How deep is the well of Upper Mill", "forty-one fathoms"
#: The same of a question of the academy's, which every author may use.
SHARED_WORDING, SHARED_KEY = "Who dug the well of Lower Mill", "the brothers Tull"


@dataclass
class Furnished:
    """academy: with a marketer besides. things: what addresses name, by the word this package has for it."""

    academy: Academy
    things: dict[str, Any]

    @property
    def people(self) -> dict[str, User]:
        return self.academy.people


def furnish() -> Furnished:
    """Costs some seconds: made once for many tests."""
    academy = open_academy()
    academy.people[MARKET] = UserFactory(roles=[MARKETER])
    things: dict[str, Any] = {"nobody": 2_000_000_000}
    for put in (_files, _pages, _questions, _work, _translations, _admin, _people):
        things |= put(academy, things)
    return Furnished(academy, things)


def _files(academy: Academy, _things: dict[str, Any]) -> dict[str, Any]:
    place = {"collection": academy.course.collection, "uploaded_by_user": academy.people[OWNER]}
    return {
        "image": ImageFactory(**place),
        "document": DocumentFactory(**place),
        "media": MediaFactory(**place),
        "collection": Collection.get_first_root_node().add_child(name="Shared"),
    }


def _pages(academy: Academy, _things: dict[str, Any]) -> dict[str, Any]:
    page = page_of(academy.course)
    lesson = LessonPage.objects.filter(lesson__course=academy.course).order_by("path").first()
    home = HomePage.objects.get()
    landing = with_form(make_landing(home, hero("Spring")), ("Name", "singleline"), ("Email", "email"))
    landing.get_submission_class().objects.create(
        page=landing, form_data={"name": "Ines", "email": academy.people[IN].email}
    )
    return {
        "page": page,
        "lesson": lesson,
        "home": home,
        "landing": landing,
        "page_revision": page.latest_revision or page.save_revision(),
        "category": Category.objects.create(name="Wells", slug="wells", locale=Locale.get_default()),
        "site": Site.objects.get(),
        "redirect": Redirect.add_redirect("/old/", landing),
    }


def _question(course: Any, wording: str, key: str) -> Question:
    data = {"accepted": [key], "is_case_sensitive": False, "typos": 0}
    return make_question("short_text", prompt=wording, course=course, data=data, tags=["wells"])


def _questions(academy: Academy, _things: dict[str, Any]) -> dict[str, Any]:
    question = _question(academy.course, WORDING, KEY)
    essay = make_question("essay", prompt=WORDING, course=academy.course)
    shared = _question(None, SHARED_WORDING, SHARED_KEY)
    quiz = quiz_in(academy.course, question, essay, shared, title="Wells")
    taker = AssignmentTaker(course=academy.course, title="Dig a well")
    made: dict[str, Any] = {
        "question": question,
        "shared_question": shared,
        "quiz": quiz,
        "exam": make_exam(academy.course, question),
        "assignment": taker.assignment,
    }
    for name, each in list(made.items()):
        made[f"{name}_revision"] = each.save_revision(user=academy.people[OWNER], log_action=True)
    return made | {"taker": taker}


def _work(academy: Academy, things: dict[str, Any]) -> dict[str, Any]:
    """What a learner did in the course."""
    taker = QuizTaker(things["quiz"], academy.enrolment)
    hand_in = things["taker"]
    return {
        "attempt": taker.take(right=0),
        "quiz_path": taker.place.path,
        "submission": hand_in.hand_in(),
        "assignment_path": hand_in.place.path,
    }


def _translations(academy: Academy, things: dict[str, Any]) -> dict[str, Any]:
    """Of a question, begun: its words stand in the tables of translations."""
    french = Locale.objects.create(language_code="fr")
    source, _is_new = TranslationSource.update_or_create_from_instance(things["question"])
    translation = Translation.objects.create(source=source, target_locale=french)
    translation.save_target(user=academy.people[OWNER])
    return {
        "locale": french,
        "translation_source": source,
        "translation": translation,
        "string_segment": source.stringsegment_set.first(),
        "overridable_segment": source.overridablesegment_set.first(),
    }


def _admin(academy: Academy, things: dict[str, Any]) -> dict[str, Any]:
    workflow = Workflow.objects.filter(active=True).first() or Workflow.objects.create(name="Review")
    state = workflow.start(things["lesson"], academy.people[OWNER]) if workflow.tasks.exists() else None
    return {
        "workflow": workflow,
        "workflow_state": state,
        "task": workflow.tasks.first() or GroupApprovalTask.objects.create(name="Look"),
        "task_state": state.current_task_state if state else None,
        "token": APIToken.create_token(user=academy.people[OWNER], name="mine")[0],
        "group": academy.people[ADMIN].groups.first(),
    }


def _people(academy: Academy, things: dict[str, Any]) -> dict[str, Any]:
    case = hand_on_case(
        person=academy.people[IN],
        handed_to=academy.people[ADMIN],
        note="Look",
        by=academy.people[HELP],
        at=timezone.now(),
    )
    path = academy.path_page.learning_path
    buyer = academy.people[IN]
    return {
        "case": case,
        "customer": customer_for(
            account_id=buyer.public_id, name="Ines Inside", email=buyer.email, at=timezone.now()
        ),
        "invited": UserFactory(last_login=None),
        "path_member": join_path(person=academy.people[IN], path=path, at=timezone.now()),
    }
