"""Say what each provider answers for each video of each lesson."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.courses.videos.check_round import check_all
from library.videos.answers import ProviderAnswer


class Command(BaseCommand):
    help = "Ask the provider of each video in a lesson, draft or released, whether it still answers."

    def handle(self, *args: Any, **options: Any) -> None:
        count = silent = 0
        for video, row in check_all():
            count += 1
            silent += row.answer != ProviderAnswer.FINE
            said = f" ({row.words})" if row.words else ""
            self.stdout.write(f"{row.answer}{said}: {video.address} in “{video.page.draft_title}”")
        if silent:
            raise CommandError(f"{silent} of {count} videos in lessons can't be played.")
        self.stdout.write(f"All {count} videos can be played.")
