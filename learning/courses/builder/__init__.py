"""The course builder: a whole course on one screen, and the gestures that change its drafts."""
