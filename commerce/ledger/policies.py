"""Who may read the books."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from common.verdict import Verdict


def may_read_books(reader: User) -> Verdict:
    """The journal, and whether the books balance."""
    if reader.has_perm("ledger.view_journalentry"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't include the ledger."))
