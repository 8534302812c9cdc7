"""Offers beside single courses: invitations, paths and bundles."""
