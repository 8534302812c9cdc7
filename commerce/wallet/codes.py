"""Voucher codes: made, and read as people type them."""

from __future__ import annotations

import secrets

#: Letters and digits that can't be taken for one another, whoever reads them aloud or off paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 30 letters to the power of 16 are some 78 bits: at 30 tries a minute nobody meets one by chance.
LENGTH = 16
_GROUP = 4


def new_code() -> str:
    """A code that cannot be guessed: sixteen letters, without the dashes it is shown with."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def normalized(typed: str) -> str:
    """The code that was typed, in any case and with any dashes or blanks. Any text is accepted."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[:64]


def shown(code: str) -> str:
    """A code in groups of four, as it is printed and sent."""
    return "-".join(code[place : place + _GROUP] for place in range(0, len(code), _GROUP))
