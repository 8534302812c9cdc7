"""Run an import that was looked at: at once when it is small, in the background when it is not."""

from __future__ import annotations

import logging
import uuid
from typing import TYPE_CHECKING

from . import upload_store
from .upload_store import State
from .writing import NotImportable, write_courses

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200  # lessons that are written while somebody waits for the page
_TELL_EVERY = 20


def run(key: uuid.UUID, *, actor: User) -> State:
    """Import what is kept under the key, and remember how it went. Done before, it is not done again."""
    state = upload_store.state_of(key)
    if state.name == "done":
        return state
    file = upload_store.kept(key, owner=actor)

    def tell(done: int, total: int) -> None:
        if done % _TELL_EVERY == 0:
            upload_store.set_state(key, State("running", done, total))

    try:
        pages = write_courses(file.content, actor=actor, pictures=file.pictures, tell=tell)
    except NotImportable:
        state = State("failed")
    except Exception:
        logger.exception("A course import failed; nothing of it was kept")
        state = State("failed")
    else:
        state = State("done", courses=[page.pk for page in pages])
    upload_store.set_state(key, state)
    return state
