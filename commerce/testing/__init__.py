"""Builders of commerce for the tests of all apps; no product code imports them."""
