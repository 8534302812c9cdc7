"""The grade of a course, worked out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.assessments.grading.course_grade import CategoryRule, CourseGrade, GradeWeights, course_grade

SCALE = tuple(zip("ABCDF", map(Decimal, (90, 80, 70, 60, 0)), strict=True))
SCORES = st.dictionaries(st.integers(1, 8), st.none() | st.decimals(0, 100, places=2), max_size=8)
SCHEMES = st.builds(
    GradeWeights,
    weights=st.dictionaries(st.integers(1, 8), st.integers(0, 1000)),
    drop_lowest=st.integers(0, 20),
    scale=st.just(SCALE),
)


@pytest.mark.parametrize(
    ("case", "scores", "weights", "drop", "expected", "letter"),
    [
        ("alike", {1: 60, 2: 100}, {}, 0, "80.00", "B"),
        ("by weight", {1: 60, 2: 100}, {1: 1, 2: 3}, 0, "90.00", "A"),
        ("a weight of nothing", {1: 10, 2: 70}, {1: 0}, 0, "70.00", "C"),
        ("waits to be marked", {1: 90, 2: None}, {}, 0, "90.00", "A"),
        ("without the lowest", {1: 10, 2: 80, 3: 90}, {}, 1, "85.00", "B"),
        ("of equals the heavier", {1: 50, 2: 50, 3: 80}, {1: 1, 2: 9}, 1, "65.00", "D"),
        ("the only one stays", {1: 40}, {}, 3, "40.00", "F"),
        ("a hair below", {1: "89.99"}, {}, 0, "89.99", "B"),
        ("rounded by halves", {1: "89.99", 2: "90.00"}, {}, 0, "90.00", "A"),
        ("thirds", {1: 100, 2: 100, 3: 0}, {}, 0, "66.67", "D"),
    ],
)
def test_the_grade_is_the_weighed_mean(case, scores, weights, drop, expected, letter):
    given_scores = {
        graded_item: None if score is None else Decimal(score) for graded_item, score in scores.items()
    }
    grade = course_grade(given_scores, GradeWeights(weights, drop, SCALE))
    assert (str(grade.score), grade.letter) == (expected, letter)


@pytest.mark.parametrize("scores", [{}, {1: None}, {2: Decimal(50)}])
def test_without_a_result_that_counts_there_is_no_grade(scores):
    assert course_grade(scores, GradeWeights({2: 0}, 0, SCALE)) == CourseGrade()


@given(SCORES, SCHEMES)
def test_it_lies_between_the_lowest_and_the_best_that_count(scores, scheme):
    grade = course_grade(scores, scheme)
    if grade.score is not None:
        counted = [scores[graded_item] for graded_item in grade.counted]
        assert min(counted) - Decimal("0.005") <= grade.score <= max(counted) + Decimal("0.005")
        assert grade.letter in dict(SCALE)
        assert not grade.counted & grade.dropped


@given(SCORES, SCHEMES)
def test_leaving_one_more_out_never_lowers_it(scores, scheme):
    more = GradeWeights(scheme.weights, scheme.drop_lowest + 1, scheme.scale)
    before, after = course_grade(scores, scheme).score, course_grade(scores, more).score
    assert (before is None) == (after is None)
    assert before is None or after >= before


@given(SCORES, SCHEMES, st.integers(1, 8))
def test_a_better_result_never_lowers_it(scores, scheme, graded_item):
    if scores.get(graded_item) is None:
        return
    better = scores | {graded_item: min(scores[graded_item] + 5, Decimal(100))}
    flat = GradeWeights({}, 0, scheme.scale)
    assert course_grade(better, flat).score >= course_grade(scores, flat).score


@given(SCORES, SCHEMES, st.randoms())
def test_the_order_of_results_does_not_matter(scores, scheme, chance):
    shuffled = list(scores.items())
    chance.shuffle(shuffled)
    assert course_grade(dict(shuffled), scheme) == course_grade(scores, scheme)


def graded(scores, scheme, **more):
    grade = course_grade({pk: score and Decimal(score) for pk, score in scores.items()}, scheme, **more)
    return grade.score, set(grade.dropped)


#: Items 1 and 2 are homework, 3 is an exam without a category, 4 belongs to a category of its own.
HOMEWORK = CategoryRule("Homework", 30, 1)
LABS = CategoryRule("Labs")


@pytest.mark.parametrize(
    ("name", "scheme", "more", "expected"),
    [
        ("the lowest of all", GradeWeights(drop_lowest=1), {}, (Decimal("80.00"), {1})),
        ("never this one", GradeWeights(drop_lowest=1, kept=frozenset([1])), {}, (Decimal("66.67"), {2})),
        (
            "never any",
            GradeWeights(drop_lowest=3, kept=frozenset([1, 2, 3, 4])),
            {},
            (Decimal("65.00"), set()),
        ),
        (
            "a category with a weight of its own, without its lowest",
            GradeWeights({3: 70}, 0, (), (HOMEWORK,), {1: 0, 2: 0}),
            {"only": (1, 2, 3)},
            (Decimal("81.00"), {1}),  # (60 · 30 + 90 · 70) / 100
        ),
        (
            "a category that weighs what its items do",
            GradeWeights({}, 0, (), (LABS,), {1: 0, 2: 0}),
            {"only": (1, 2, 3)},
            (Decimal("56.67"), set()),
        ),
        (
            "the lowest of a category is none of all",
            GradeWeights({}, 1, (), (HOMEWORK,), {1: 0, 2: 0}),
            {},
            (Decimal("60.97"), {1, 3}),  # (60 · 30 + 90) / 31
        ),
        ("excused", GradeWeights(), {"excused": [1]}, (Decimal("80.00"), set())),
        ("missed counts nothing by itself", GradeWeights(), {"missed": [5]}, (Decimal("65.00"), set())),
        ("missed counts 0", GradeWeights(counts_missed=True), {"missed": [5]}, (Decimal("52.00"), set())),
        (
            "missed is the lowest",
            GradeWeights(drop_lowest=1, counts_missed=True),
            {"missed": [5]},
            (Decimal("65.00"), {5}),
        ),
        (
            "missed, but excused",
            GradeWeights(counts_missed=True),
            {"missed": [5], "excused": [5]},
            (Decimal("65.00"), set()),
        ),
        (
            "what has a result is not missed",
            GradeWeights(counts_missed=True),
            {"missed": [1]},
            (Decimal("65.00"), set()),
        ),
    ],
)
def test_grades_with_categories_and_what_is_left_out(name, scheme, more, expected):
    more = dict(more)
    scores = {1: "20", 2: "60", 3: "90", 4: "90"}
    kept = more.pop("only", tuple(scores))
    assert graded({pk: scores[pk] for pk in kept}, scheme, **more) == expected, name
