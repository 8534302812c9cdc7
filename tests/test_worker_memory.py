"""What a web worker loads, and what it sets aside before it answers."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

#: Megabytes each, for whoever draws, writes or reads a file or asks a provider: no page needs them.
SELDOM = ["av", "facturx", "fontTools", "openpyxl", "pypdf", "razorpay", "segno", "stripe", "weasyprint"]
BEGIN = """
import gc, runpy, sys
asked = runpy.run_path("gunicorn.conf.py")
import config.wsgi
asked["post_worker_init"](None)
print(gc.get_freeze_count() > 100_000, asked["give_memory_back"] in gc.callbacks)
print("learning.classroom.urls" in sys.modules, "wagtail.admin.urls" in sys.modules)
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_a_worker_loads_all_addresses_but_nothing_that_is_seldom_needed() -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "TEST_DATABASE_URL": ""}
    told = subprocess.run(
        [sys.executable, "-c", BEGIN, *SELDOM],
        cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert told.stdout.splitlines() == ["True True", "True True", ""], told.stderr
