"""`manage.py rotate_signing_key`: sign credentials with a new key from now on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from learning.certificates.addresses import key_url
from learning.certificates.credentials.keys import make_key


class Command(BaseCommand):
    help = "Sign credentials with a new key from now on. What older keys signed stays valid."

    def handle(self, *args: Any, **options: Any) -> None:
        key = make_key(at=timezone.now())
        self.stdout.write(f"Credentials are signed with {key_url(key.code)} from now on.")
