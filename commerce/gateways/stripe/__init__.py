"""Stripe: Checkout Sessions, and kept cards charged directly. Written against the API 2026-10-28.endive."""
