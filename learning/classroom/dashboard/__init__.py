"""My learning: courses, grades, favourites."""
