"""What the classroom adds to the Wagtail page editor and explorer."""
