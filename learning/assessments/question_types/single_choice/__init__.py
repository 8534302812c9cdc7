"""One option of several is right."""
