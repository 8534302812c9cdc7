"""Fill the database that a worker's memory is measured with, and write down what to ask for."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse
from PIL import Image

from accounts.tests.factories import UserFactory
from bench import academy
from bench.memory.mixture import Kind, Mixture
from bench.sessions import headers_of
from learning.courses.models import CoursePage
from learning.courses.release.outlines import outline_of_release
from learning.testing.courses import make_catalog

#: As a telephone takes them.
PHOTO = (4000, 3000)


class Command(BaseCommand):
    help = "Fill an empty database with the academy that `make bench ARGS='--scale memory'` asks for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=Path, help="the file to write what to ask for into")
        parser.add_argument("picture", type=Path, help="the file to write a photo into")

    def handle(self, *args: Any, plan: Path, picture: Path, **options: Any) -> None:
        made = academy.build()
        administrator: Any = UserFactory(is_superuser=True, is_staff=True, password="!")
        Image.linear_gradient("L").resize(PHOTO).convert("RGB").save(picture, quality=80)
        mixture = Mixture(
            [*_visitors(made), *_learners(made), *_staff(made)],
            {
                "visitor": [{}],
                "learner": [headers_of(person) for person in made.learners],
                "administrator": [headers_of(administrator)],
            },
        )
        plan.write_text(json.dumps(mixture.as_json()))


def _visitors(made: academy.Academy) -> list[Kind]:
    catalogue = f"/{make_catalog().slug}/"
    slugs = CoursePage.objects.order_by("pk").values_list("slug", flat=True)
    asked = (
        "sort=popular",
        "sort=title&page=3",
        "level=beginner",
        "price=free&duration=short",
        "language=fr",
    )
    return [
        Kind("front page", 30, "visitor", ["/"]),
        Kind("catalogue", 50, "visitor", [catalogue, f"{catalogue}?page=2", f"{catalogue}?view=list"]),
        Kind("filtered catalogue", 40, "visitor", [f"{catalogue}?{each}" for each in asked]),
        Kind(
            "made-up address", 20, "visitor", [f"{catalogue}?page={{n}}&x={{n}}", "/nothing-{n}/"],
            finds_nothing=True,
        ),
        Kind("search", 20, "visitor", [f"{catalogue}?q=learning", f"{catalogue}?q=word{{n}}"]),
        Kind("course pages", 120, "visitor", [f"{catalogue}{slug}/" for slug in slugs]),
        Kind("sign-in", 10, "visitor", ["/account/login/"]),
        Kind("probes", 20, "visitor", ["/healthz", "/readyz"]),
    ]  # fmt: skip


def _learners(made: academy.Academy) -> list[Kind]:
    page = CoursePage.objects.get(course=made.course)
    course = f"/{make_catalog().slug}/{page.slug}/"
    lessons = outline_of_release(made.course.latest_release_id).lessons
    report = '{"watch_percentage": 50, "timestamp": {n}, "parts": "0xfffffffff"}'
    profile = {"first_name": "Ada", "last_name": "Quill", "display_name": "Ada", "language": "en"}
    return [
        Kind("lessons", 220, "learner", [f"{course}{lesson.path}" for lesson in lessons]),
        Kind("course page", 50, "learner", [course]),
        Kind("My learning", 60, "learner", [reverse("classroom:dashboard")]),
        Kind(
            "heartbeats", 180, "learner", [f"/api/v1/lessons/{made.lesson.public_id}/progress/"],
            method="POST", body=report,
        ),
        Kind("description of the API", 2, "learner", ["/api/v1/openapi.json"]),
        Kind("profile", 10, "learner", [reverse("accounts_profile")]),
        Kind(
            "photos of people", 8, "learner", [reverse("accounts_profile")],
            method="POST", picture="avatar", fields=profile,
        ),
    ]  # fmt: skip


def _staff(made: academy.Academy) -> list[Kind]:
    records = ("grants", "enrolments", "cohort-members", "certificates", "security-log")
    course = made.course.public_id
    lists = [f"/admin/academy/{name}/" for name in records]
    lists += [f"/admin/academy/{name}/?q=crowd{{n}}" for name in records[:2]]
    lists += [
        reverse("support:learners"),
        reverse("wagtailusers_users:index"),
        reverse("wagtailimages:index"),
        reverse("common_outgoing_emails"),
        reverse("support:my_courses"),
    ]
    of_course = ("support:course_learners", "assessments_grades:gradebook")
    lists += [reverse(name, args=[course]) for name in of_course]
    page = CoursePage.objects.get(course=made.course)
    editors = [reverse("wagtailadmin_pages:edit", args=[pk]) for pk in _some_pages(page)]
    return [
        Kind("admin's first page", 10, "administrator", ["/admin/"]),
        Kind("lists of staff", 100, "administrator", lists),
        Kind("explorer", 10, "administrator", [reverse("wagtailadmin_explore", args=[page.pk])]),
        Kind("editors", 10, "administrator", editors),
        Kind(
            "pictures of the library", 8, "administrator", [reverse("wagtailimages:add")],
            method="POST", picture="file", fields={"title": "Picture {n}", "collection": "1"},
        ),
    ]  # fmt: skip


def _some_pages(page: CoursePage) -> list[int]:
    """The course and some of its lessons."""
    return [page.pk, *page.get_descendants().order_by("-depth", "pk").values_list("pk", flat=True)[:12]]
