"""How the site looks where no page decides: branding, colours, illustrations, stylesheets, style guide."""
