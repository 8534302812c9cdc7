"""Home and landing pages beside their sections: templates, appearance, sitemap."""
