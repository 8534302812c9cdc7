"""How the site is served: processes with threads, each process with a pool of database connections."""

import ctypes
import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
sys.path.insert(0, str(ROOT))
sys.path.insert(1, str(ROOT / "site"))

from config import env  # noqa: E402  (found once the path is set)

chdir = str(ROOT)
pythonpath = str(ROOT / "site")
wsgi_app = "config.wsgi"
# This machine only: whoever is slow to send or to read must wait at a proxy, not in one of our few threads.
bind = env.text("BIND", f"{env.text('HOST', '127.0.0.1')}:{env.number('PORT', 8000)}")
worker_class = "gthread"
threads = env.number("WEB_THREADS", 8, least=1)
# Without Redis the cache and the background thread live in the process, so there may be only one.
workers = env.number("WEB_CONCURRENCY", 2, least=1) if env.text("REDIS_URL") else 1
timeout = 60
graceful_timeout = 30
keepalive = 5
# It would be a file in the home of whoever starts the site; signals do what is needed.
control_socket_disable = True
# A worker shows that it lives by touching a file; on a busy disk that could take too long.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None


# What glibc is told: names and numbers of its malloc.h, and how many there are or of how many bytes.
MALLOC = {"M_ARENA_MAX": (-8, 2), "M_MMAP_THRESHOLD": (-3, 256 * 1024), "M_TRIM_THRESHOLD": (-1, 1024 * 1024)}


def post_fork(_server: Any, _worker: Any) -> None:
    """Give memory back: two pools for all threads instead of one for each, and what is larger than 256 kB
    (pictures, long pages) outside of them. Other C libraries do as they do."""
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        for option, value in MALLOC.values():
            mallopt(option, value)


def give_memory_back(phase: str, collection: dict[str, int]) -> None:
    """After the collector of garbage went through everything, hand the system what lies free between what is
    in use. A callback of `gc`."""
    if phase == "stop" and collection["generation"] == 2:
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def post_worker_init(_worker: Any) -> None:
    """Set aside what is loaded for good, code above all: the collector of garbage would go through all of it
    (a fifth of a second each time, in the midst of a request), and therefore come too seldom."""
    from django.urls import resolve

    # Loads all addresses and what answers at them, which the first request would wait for.
    resolve("/healthz")
    gc.callbacks.append(give_memory_back)
    gc.collect()
    gc.freeze()


def on_starting(_server: Any) -> None:
    """Stop before the first worker starts when a setting is missing: one sentence, not one per worker."""
    from django.conf import settings

    _ = settings.SECRET_KEY
