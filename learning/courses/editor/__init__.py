"""Courses in the Wagtail editor: panels, forms, permissions, review and publishing."""
