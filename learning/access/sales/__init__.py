"""What commerce sells of this house: courses and bundles as products, and what it may ask about them."""
