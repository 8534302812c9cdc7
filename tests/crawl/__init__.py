"""Every address of the site, Wagtail's own included, asked by everybody for things of other people."""
