"""Which videos stand in lessons, and whether they still play."""
