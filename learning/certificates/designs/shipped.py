"""The templates that come with Lyceum. Empty texts are the standard wording in the learner's language.

The migration that puts them into the database has a copy of its own; here they serve where staff keep none.
"""

from __future__ import annotations

from typing import Any

_FACTS = ("facts", {"shown": ["date", "duration", "instructor"]})
_LOGO = ("logo", {"image": None, "shows_name": True})
_HEADING = ("heading", {"text": ""})
_STATEMENT = ("text", {"text": "", "size": "medium"})
_NAME, _COURSE, _QR = ("name", None), ("course", None), ("qr", None)


def _border(kind: str) -> tuple[str, dict[str, str]]:
    return "border", {"kind": kind}


CLASSIC: dict[str, Any] = {
    "name": "Classic",
    "description": "Calm and green, with a fine gold line.",
    "style": "classic",
    "body": [_border("double"), _LOGO, _HEADING, _NAME, _STATEMENT, _COURSE, _FACTS, _QR],
}
ENGRAVED: dict[str, Any] = {
    "name": "Engraved",
    "description": "Centred, with serif type, an ornate border and a seal.",
    "style": "engraved",
    "body": [
        _border("ornate"),
        _LOGO,
        _HEADING,
        _NAME,
        _STATEMENT,
        _COURSE,
        ("facts", {"shown": ["date", "duration"]}),
        ("signature", {"image": None, "name": "{{ instructor }}", "role": ""}),
        ("badge", {"image": None}),
        _QR,
    ],
}
STUDIO: dict[str, Any] = {
    "name": "Studio",
    "description": "Bold, with a band of colour and large type.",
    "style": "studio",
    "body": [_LOGO, _HEADING, _NAME, _STATEMENT, _COURSE, _FACTS, ("badge", {"image": None}), _QR],
}
SHIPPED = (CLASSIC, ENGRAVED, STUDIO)
