"""Who learns in a course: how far they are, where they are stuck, and writing to them."""
