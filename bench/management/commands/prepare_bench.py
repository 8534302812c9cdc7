"""Fill the database that is measured, and write down what to ask for."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import Client
from wagtail.models import Site

from bench import academy, buyers, payments
from bench.middleware import BARE, FIRST
from bench.models import BarePage
from bench.scenarios import Call, Target
from bench.sessions import headers_of
from learning.courses.models import Course, CoursePage
from learning.courses.release.outlines import content_of
from learning.testing.courses import make_catalog


class Command(BaseCommand):
    help = "Fill an empty database with the academy that `make bench` measures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=Path, help="the file to write what to ask for into")

    def handle(self, *args: Any, plan: Path, **options: Any) -> None:
        made = academy.build()
        plan.write_text(json.dumps([target.as_json() for target in _targets(made)]))


def _targets(made: academy.Academy) -> list[Target]:
    catalogue, page = make_catalog(), CoursePage.objects.get(course=made.course)
    course_path = f"/{catalogue.slug}/{page.slug}/"
    lesson_path = f"{course_path}{made.lesson.path}"
    signed_in = [headers_of(person) for person in made.learners]
    bare = [headers_of(person, is_bare=True) for person in made.learners]
    heartbeat = f"/api/v1/lessons/{made.lesson.public_id}/progress/"
    report = '{"watch_percentage": 50, "timestamp": {n}, "parts": "0xfffffffff"}'
    targets = [
        Target("catalogue", "Catalogue, visitor", [Call("/courses/")]),
        Target("course", "Course page, visitor", [Call(course_path)]),
        Target("lesson", "Lesson of 60, signed in", [Call(lesson_path, headers=head) for head in signed_in]),
        Target("lesson-again", "Lesson of 60", [Call(lesson_path, headers=head) for head in signed_in]),
        Target("my-learning", "My learning", [Call("/my-dashboard/", headers=head) for head in signed_in]),
        Target(
            "heartbeat",
            "Heartbeat",
            [Call(heartbeat, "POST", head | _JSON, report) for head in signed_in],
        ),
        Target("catalogue-first", "Catalogue, first visit", [Call("/courses/", headers={FIRST: "yes"})]),
        Target("course-first", "Course page, first visit", [Call(course_path, headers={FIRST: "yes"})]),
        Target(
            "upsert",
            "Empty view with one upsert",
            [Call("/bench/upsert/", "POST", head | _JSON, report) for head in bare],
        ),
    ]
    others = list(Course.objects.exclude(pk=made.course.pk).order_by("pk"))
    buyers.make_orders(courses=others[:50])
    buyers.fill_baskets(made.learners, others[-1])
    targets += [
        Target("checkout", "Checkout, one course", [Call("/checkout/", headers=head) for head in signed_in]),
        Target("webhook-settles", "Message that settles an order", [payments.WEBHOOK]),
        Target("rows", "Empty view that writes as many rows", [Call("/bench/rows/", "POST")]),
    ]
    bodies = {
        "catalogue": [],
        "checkout": [],
        "course": page.description,
        "lesson": content_of(made.lesson).body,
    }
    asked = {target.name: target for target in targets}
    for name, body in bodies.items():
        path = _bare_page(f"bare-{name}", body, as_long_as=asked[name].calls[0])
        people = bare if name in ("lesson", "checkout") else [{BARE: "yes"}]
        calls = [Call(path, headers=headers) for headers in people]
        targets.append(Target(f"bare-{name}", f"Bare page ({name}'s body)", calls))
    return targets


_JSON = {"Content-Type": "application/json"}


def _bare_page(slug: str, body: Any, *, as_long_as: Call) -> str:
    """A bare page right below the first page, where Wagtail finds it soonest. Returns its path."""
    root = Site.objects.get(is_default_site=True).root_page
    page = root.add_child(instance=BarePage(title=slug, slug=slug, body=body))
    path = f"/{slug}/"
    missing = len(_answer(as_long_as)) - len(_answer(Call(path, headers=as_long_as.headers)))
    line = f"<p>{academy.WORDS}</p>\n"
    page.filler = (line * (missing // len(line) + 1))[: max(0, missing)]
    page.save()
    return path


def _answer(call: Call) -> bytes:
    response = Client(headers=call.headers).get(call.path, headers={"Host": settings.ALLOWED_HOSTS[0]})
    if response.status_code != 200:
        raise RuntimeError(f"{call.path} answered {response.status_code}")
    return response.content
