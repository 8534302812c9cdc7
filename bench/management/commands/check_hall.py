"""Compare what the database holds of a hall of learners with what they were told is kept."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.assessments.models import AnswerEntry, Attempt, AttemptStatus, MarkedQuestion


class Command(BaseCommand):
    help = "Say whether every answer that was acknowledged in `make hall` is kept and marked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("answers", type=Path, help="the last acknowledged answers, by attempt and place")

    def handle(self, *args: Any, answers: Path, **options: Any) -> None:
        told: dict[str, dict[str, str]] = json.loads(answers.read_text())
        wrong = [line for public_id, each in told.items() for line in _differences(public_id, each)]
        if Attempt.objects.count() != len(told):
            wrong.append(f"{Attempt.objects.count()} attempts of {len(told)} learners")
        if wrong:
            raise CommandError("\n".join(wrong[:20]))
        kept = sum(map(len, told.values()))
        self.stdout.write(f"{kept} answers of {len(told)} learners are kept, and marked by what they say.")
        self.stdout.write(f"{AnswerEntry.objects.count()} entries stand in their journals.")


def _differences(public_id: str, told: dict[str, str]) -> list[str]:
    attempt = Attempt.objects.get(public_id=public_id)
    marked = {row.place: row for row in MarkedQuestion.objects.filter(attempt=attempt)}
    wrong = [] if attempt.status == AttemptStatus.GRADED else [f"{public_id} is {attempt.status}"]
    for place, choice in told.items():
        row = marked.get(int(place))
        if row is None or row.answer != choice or row.is_correct != (choice == "b"):
            wrong.append(f"{public_id}, question {place}: told {choice}, kept {row and row.answer}")
    if attempt.points != sum(choice == "b" for choice in told.values()):
        wrong.append(f"{public_id} has {attempt.points} marks")
    return wrong
