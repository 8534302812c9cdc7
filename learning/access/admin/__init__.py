"""The staff screens and lists of access in the Wagtail admin."""
