"""Fill the database whose lists are measured, and write down where these stand."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from bench.large.crowd import build
from bench.large.lists import pages_of


class Command(BaseCommand):
    help = "Fill an empty database with the people that `make bench ARGS='--scale large'` measures lists of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("people", type=int)
        parser.add_argument("plan", type=Path, help="the file to write the addresses of lists into")

    def handle(self, *args: Any, people: int, plan: Path, **options: Any) -> None:
        crowd = build(people)
        pages = [asdict(page) for page in pages_of(crowd)]
        plan.write_text(json.dumps({"reader": crowd.administrator.email, "pages": pages}))
