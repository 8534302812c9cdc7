"""People in the Wagtail admin."""
