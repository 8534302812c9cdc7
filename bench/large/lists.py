"""Which lists, searches and filters are measured, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from .crowd import Crowd

RECORDS = "/admin/academy"
#: Deep in a list of 500,000; in one of 5,000 the same address shows the last page there is.
DEEP = "p=2000"


@dataclass(frozen=True)
class ListPage:
    """One page of a list. name: what the table calls it."""

    name: str
    path: str


def pages_of(crowd: Crowd) -> list[ListPage]:
    """Every list, search and filter that is measured, at its address in this academy."""
    course = crowd.course.public_id
    return [
        *_records("grants", "q=Okoro", "q=example.org", "q=Okoro+stays", DEEP),
        *_records("grants", "now=expired", "type__exact=purchase")[1:],
        *_records("enrolments", "q=Okoro", "q=a", "q=pia.kaya", "o=0", DEEP),
        *_records("enrolments", "payment=paid", "payment=refunded")[1:],
        *_records("cohorts", "q=Cohort"),
        *_records("cohort-members", "q=Okoro", f"cohort__id__exact={crowd.cohort.pk}", DEEP),
        *_records("path-members", "q=Okoro", DEEP),
        *_records("bundle-purchases", "q=Okoro", DEEP),
        *_records("certificates", "q=Okoro", "q=stays", "q=LY-0000", DEEP),
        *_screen("people", reverse("wagtailusers_users:index"), "q=Okoro", "q=example.org", "p=2000"),
        *_screen("learners", reverse("support:learners"), "q=Okoro", "q=zzz", "ends=14", "p=2000"),
        *_screen(
            "learners of a course",
            reverse("support:course_learners", args=[course]),
            "q=Okoro", "where=stuck", "where=idle", "where=failing", "where=awaiting", "where=not_started",
            "where=under_way", "where=completed", "access=ended", "access=any", "where=stuck&q=Okoro",
            "sort=progress", "p=900",
        ),
        *_screen("gradebooks", reverse("assessments_grades:gradebooks")),
        *_screen(
            "gradebook",
            reverse("assessments_grades:gradebook", args=[course]),
            "q=Okoro", "shown=waiting", "shown=untaken", "shown=unfinished", "shown=finished",
            f"shown=untaken&work={crowd.marked[0].pk}", f"cohort={crowd.cohort.pk}", "p=900",
        ),
        *_screen("to grade", reverse("assessments_marking:queue"), "p=500"),
        *_screen(
            "learners on releases",
            reverse("progress_admin:learners_on_releases", args=[course]),
            "q=Okoro", "p=900",
        ),
        *_screen("moves between releases", reverse("progress_admin:moves", args=[course]), DEEP),
        *_screen("cohort", reverse("access_admin:cohort", args=[crowd.cohort.public_id]), "p=300"),
        *_screen("answers to a form", reverse("wagtailforms:list_submissions", args=[crowd.form]), *_ANSWERS),
        *_works(crowd),
        *_screen("extra time", reverse("assessments_marking:extensions", args=[course]), DEEP),
        *_screen("support cases", reverse("support:cases"), "closed=1", f"closed=1&{DEEP}"),
        *_records("security-log", "q=Okoro", "q=pia.kaya", "q=example.org", "kind__exact=viewed", DEEP),
        *_screen("outgoing emails", reverse("common_outgoing_emails"), *_EMAILS),
        *_screen("my courses", reverse("support:my_courses")),
        ListPage("admin's first page", "/admin/"),
        ListPage("catalogue", "/courses/"),
        ListPage("catalogue by popularity", "/courses/?sort=popular"),
    ]  # fmt: skip


#: Far back, by a moment, and a moment that nobody answered at.
_ANSWERS = ("p=1000", "submit_time_to=2026-06-01", "submit_time_from=2099-01-01", "order_by=id")
_EMAILS = ("state=sent", "state=waiting", f"state=sent&{DEEP}", "state=sent&to=okoro", "state=sent&to=nobody")


def _works(crowd: Crowd) -> list[ListPage]:
    """What was handed in for a quiz and for an assignment."""
    return [
        page
        for item in crowd.marked
        for page in _screen(
            f"work for a {item.kind}", reverse("assessments_marking:work", args=[item.public_id]), "p=900"
        )
    ]


def _records(name: str, *asked: str) -> list[ListPage]:
    return _screen(name, f"{RECORDS}/{name}/", *asked)


def _screen(name: str, path: str, *asked: str) -> list[ListPage]:
    first = ListPage(name, path)
    return [first, *(ListPage(f"{name}?{each}", f"{path}?{each}") for each in asked)]
