"""The access rules that authors write: what is refused, and what a release keeps of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from learning.courses.editor.prerequisite_cycles import circle_through
from learning.courses.models import CoursePage, CoursePrerequisite, Release
from learning.courses.release.outlines import outline_of_draft, outline_of_release
from learning.courses.rules import CourseRules, DripAnchor, Duration, EnrolmentMethod, Visibility
from learning.courses.tests.test_editor import course_data
from learning.testing.courses import (
    add_lesson,
    add_module,
    make_course,
    make_course_page,
    make_manager,
    publish,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
moments = st.datetimes(timezones=st.just(UTC))
rules = st.builds(
    CourseRules,
    visibility=st.sampled_from(Visibility.values),
    enrolment_method=st.sampled_from(EnrolmentMethod.values),
    duration=st.sampled_from(Duration.values),
    duration_days=st.none() | st.integers(1, 3650),
    until=st.none() | moments,
    drip_anchor=st.sampled_from(DripAnchor.values),
    drip_from=st.none() | moments,
    prerequisites=st.lists(st.integers(1, 99), unique=True).map(tuple),
    quiz_scores=st.lists(st.tuples(st.uuids(), st.integers(1, 100))).map(tuple),
    drip=st.lists(st.tuples(st.integers(1, 99), st.integers(1, 365))).map(tuple),
)


@given(rules)
def test_rules_come_back_as_they_were_kept(written: CourseRules):
    assert CourseRules.from_json(json.loads(json.dumps(written.to_json()))) == written


def test_a_course_without_rules_keeps_none():
    assert CourseRules().to_json() == {}


@pytest.mark.parametrize(
    ("rules", "end"),
    [
        (CourseRules(), None),
        (CourseRules(duration=Duration.DAYS, duration_days=30), NOON + timedelta(days=30)),
        (CourseRules(duration=Duration.UNTIL, until=NOON + timedelta(days=3)), NOON + timedelta(days=3)),
        (CourseRules(duration=Duration.UNTIL, until=NOON), None),
        (CourseRules(duration=Duration.UNTIL, until=NOON - timedelta(days=3)), None),
    ],
)
def test_when_a_grant_ends_by_itself(rules, end):
    assert rules.end_for(NOON) == end


@pytest.mark.django_db
class TestReleases:
    def test_a_release_freezes_the_rules(self):
        before = make_course()
        page = make_course_page(
            live=True,
            visibility=Visibility.HIDDEN,
            access_duration=Duration.DAYS,
            access_days=30,
            drip_anchor=DripAnchor.ENROLMENT,
        )
        lesson = add_lesson(add_module(page, live=True), live=True, opens_after_days=7)
        CoursePrerequisite.objects.create(page=page, course=before)
        release = publish(page)
        kept = outline_of_release(release.pk).rules
        assert (kept.visibility, kept.duration_days) == (Visibility.HIDDEN, 30)
        assert kept.prerequisites == (before.pk,)
        assert kept.drip == ((lesson.lesson_id, 7),)
        CoursePage.objects.filter(pk=page.pk).update(visibility=Visibility.PUBLIC)
        assert CourseRules.from_json(Release.objects.get(pk=release.pk).rules) == kept

    def test_a_change_of_the_rules_alone_makes_a_release(self):
        course = make_course()
        page = CoursePage.objects.get(course=course)
        page.enrolment_method = EnrolmentMethod.INVITE_ONLY
        page.save_revision().publish()
        course.refresh_from_db()
        assert course.latest_release.number == 2
        assert course.latest_release.rules == {"enrolment_method": "invite_only"}

    def test_days_of_lessons_count_only_where_something_counts_them(self):
        page = make_course_page(live=True)
        add_lesson(page, live=True, opens_after_days=7)
        assert outline_of_draft(page).rules == CourseRules()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("access_days", {"access_duration": Duration.DAYS}),
        ("access_until", {"access_duration": Duration.UNTIL}),
        ("drip_from", {"drip_anchor": DripAnchor.DATE}),
    ],
)
def test_half_a_rule_is_refused(field, fields):
    page = make_course_page(**fields)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert set(refused.value.message_dict) == {field}


@pytest.mark.django_db
class TestCircles:
    def chain(self, length: int) -> list[CoursePage]:
        """Courses of which each has to be finished before the next."""
        pages = [CoursePage.objects.get(course=make_course()) for _number in range(length)]
        for earlier, later in zip(pages, pages[1:], strict=False):
            CoursePrerequisite.objects.create(page=later, course=earlier.course)
        return pages

    @pytest.mark.parametrize("length", [2, 3, 6])
    def test_a_circle_is_found(self, length):
        pages = self.chain(length)
        circle = circle_through(pages[0].course_id, [pages[-1].course_id])
        assert circle == [page.course_id for page in (pages[0], *reversed(pages))]

    def test_a_course_before_itself_is_a_circle(self):
        (page,) = self.chain(1)
        assert circle_through(page.course_id, [page.course_id])

    def test_two_ways_to_the_same_course_are_no_circle(self):
        pages = self.chain(3)
        assert circle_through(pages[2].course_id, [pages[0].course_id, pages[1].course_id]) == []

    def test_what_was_released_counts_also_while_a_draft_says_otherwise(self):
        pages = self.chain(2)
        CoursePage.objects.get(pk=pages[1].pk).save_revision().publish()
        CoursePrerequisite.objects.all().delete()
        assert circle_through(pages[0].course_id, [pages[1].course_id])

    def test_two_queries_however_many_courses(self, django_assert_num_queries):
        pages = self.chain(5)
        with django_assert_num_queries(2):
            circle_through(pages[0].course_id, [pages[-1].course_id])

    def test_the_editor_refuses_it_in_words(self, client):
        client.force_login(make_manager())
        first, second = self.chain(2)
        response = client.post(
            reverse("wagtailadmin_pages:edit", args=[first.pk]),
            course_data(
                title="First",
                slug=first.slug,
                prerequisites=({"course": second.course_id, "id": "", "ORDER": "1"},),
            ),
        )
        assert "These prerequisites form a loop" in response.content.decode()
        assert not CoursePrerequisite.objects.filter(page=first).exists()
