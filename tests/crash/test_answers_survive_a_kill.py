"""A server that is killed while a learner answers: what was saved is kept, and they go on where they were."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from learning.assessments.models import AnswerEntry, Attempt
from learning.testing.quiz_takers import RIGHT, QuizTaker, some_quiz

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

SERVER = Path(__file__).with_name("learner_driver.py")


def answer_and_be_killed(attempt: Attempt, *, after: int) -> None:
    """A process that keeps so many answers, and is killed before the next one is committed."""
    name = str(connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, str(SERVER), name, str(attempt.public_id), str(after)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None and process.stderr is not None
        reached = process.stdout.readline().strip()
        process.kill()
        assert reached == "in the middle of it", process.stderr.read()
    assert process.returncode == -9


def test_saved_answers_survive_and_the_learner_goes_on() -> None:
    taker = QuizTaker(some_quiz(questions=3))
    attempt = taker.start()
    answer_and_be_killed(attempt, after=2)
    assert sorted(AnswerEntry.objects.values_list("place", "answer")) == [(1, "b"), (2, "b")]
    assert taker.start() == attempt  # it is open still, and held by nobody
    taker.save(attempt, 3, RIGHT["single_choice"])
    assert taker.submit(attempt).score == 100
