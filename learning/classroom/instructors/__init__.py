"""The public pages of instructors."""
