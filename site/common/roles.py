"""What this app lets each role do."""

PERMISSIONS = {"Administrator": ["common.look_after_site"]}
