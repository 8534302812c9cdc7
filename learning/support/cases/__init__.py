"""Cases that one of the staff hands on to another."""
