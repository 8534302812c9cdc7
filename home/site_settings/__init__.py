"""What a site says about itself: colours, menus, context for templates."""
