"""Ten things an author does, each by Wagtail's own screens and by the course builder, counted in presses."""
