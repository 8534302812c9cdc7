"""Mail as it leaves the site, and the mailbox that captures it in development."""
