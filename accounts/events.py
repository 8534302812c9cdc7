"""What this app tells the others."""

from dataclasses import dataclass
from datetime import datetime

from common.events import Fact


@dataclass(frozen=True)
class AccountCreated(Fact):
    """Somebody has an account: they signed up, or a member of staff created it."""

    account_id: int
    created_at: datetime


@dataclass(frozen=True)
class AccountSuspended(Fact):
    """An account may not be used until the suspension is lifted."""

    account_id: int
    suspended_at: datetime


@dataclass(frozen=True)
class EmailVerified(Fact):
    """Somebody has shown that an address is theirs."""

    account_id: int
