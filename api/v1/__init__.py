"""The first version of our API, at `/api/v1/`. Translation only: parse, one call, answer."""
