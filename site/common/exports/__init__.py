"""Large exports: made in the background with a progress bar, kept privately for some days, for one person.

A screen that answers a file does so as ever for few rows. For many, `deferred` starts the same request once
more in the background and leads to a page with a bar; the rows that go through `counted` move it.
"""
