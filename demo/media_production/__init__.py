"""Makes the demo's pictures, films, sounds and hand-outs, once: they are kept in `demo/content/media/`.

    make demo-media               # make what is missing or outdated, delete what nothing asks for
    make demo-media ARGS=--all    # make every file anew

Nothing else imports this package; seeding only copies the files. A file is outdated when the digest of its
plan (`demo.plans.media_files`) is not the one in `content/media/manifest.json`: because the content changed,
or because the number of its kind in EDITIONS was raised after a change of the code here.
"""
