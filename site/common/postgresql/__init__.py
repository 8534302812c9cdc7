"""PostgreSQL as a server needs it: a server that is away or hangs is noticed within a second or two.

Settings name this package as the database's engine. It is Django's own with three additions: `watch` looks
whether a server that lets a statement wait is still there, `outage` keeps everybody from asking one that was
away a moment ago, and `limits` says how long a statement may take.
"""
