"""What staff see of the machinery in the Wagtail admin."""
