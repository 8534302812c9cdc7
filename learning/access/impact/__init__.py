"""Whom a change would lock out, worked out before it is made."""
