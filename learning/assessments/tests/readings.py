"""Short ways to read a file in a test and look at what came of it."""

from __future__ import annotations

from learning.assessments.imports import DraftQuestion, Reading, read_questions

HEADER = "question,option_a,option_b,option_c,option_d,correct_answer"


def read(text: str, name: str = "a.csv") -> Reading:
    return read_questions(text.encode(), name)


def only(text: str, name: str = "a.csv") -> DraftQuestion:
    reading = read(text, name)
    assert [problem for problem in reading.problems if problem.is_error] == []
    (question,) = reading.questions
    return question


def right(question: DraftQuestion) -> list[str]:
    return [option["text"] for option in question.data["options"] if option["is_right"]]


def key_of(question: DraftQuestion) -> list[str]:
    """The right answers of a question of any type, as the dry run words them."""
    if question.data.get("tolerance", "0") != "0":
        return ["{answer} ± {tolerance}".format_map(question.data)]
    return question.key.partition(": ")[2].split("; ") if ": " in question.key else []


def told(reading: Reading) -> list[tuple[int, str]]:
    return [(problem.line, problem.words) for problem in reading.problems]
