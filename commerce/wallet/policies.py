"""Who may see vouchers and make them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from common.verdict import Verdict


def may_see_vouchers(reader: User) -> Verdict:
    """The list of batches, and how many of each were redeemed."""
    if reader.has_perm("wallet.view_voucherbatch"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't include vouchers."))


def may_make_vouchers(reader: User) -> Verdict:
    """Make vouchers, read their codes, and stop them: a code is as good as money."""
    if reader.has_perm("wallet.add_voucherbatch"):
        return Verdict.yes()
    return Verdict.no("no_permission", _("Your role doesn't include making vouchers."))
