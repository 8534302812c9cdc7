"""The short words of bank transfers, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from ..base import Words

WORDS: Mapping[str, Words] = {
    "problem": {
        "unpaid": _("The transfer never came"),
        "missing": _("There's no such transfer"),
    },
    "dispute": {},
    "message": {
        "transfer.confirmed": _("Transfer confirmed"),
    },
}
