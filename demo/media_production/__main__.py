"""`make demo-media`: make the media files that are missing or outdated, and delete what nothing asks for."""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from demo.media_manifest import (
    MEDIA,
    MOST_BYTES,
    Entry,
    content_digest,
    read_manifest,
    stored_files,
    write_manifest,
)
from demo.media_production.kinds import make
from demo.plans.media_files import MediaFile, wanted_media_files


def main() -> int:
    """Bring the folder up to date; 1 if it has become too large."""
    parser = argparse.ArgumentParser(prog="python -m demo.media_production", description=__doc__)
    parser.add_argument("--all", action="store_true", help="make every file anew")
    makes_all = parser.parse_args().all
    wanted = wanted_media_files()
    entries = {} if makes_all else read_manifest()
    outdated = [file for file in wanted if not _is_current(file, entries)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for file, content in zip(outdated, pool.map(make, outdated), strict=True):
            path = MEDIA / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            entries[file.name] = Entry(plan=file.plan_digest, content=content_digest(content))
    names = {file.name for file in wanted}
    removed = stored_files().keys() - names
    for name in removed:
        (MEDIA / name).unlink()
    write_manifest({name: entries[name] for name in names})
    total = sum(stored_files().values())
    print(f"{len(outdated)} made, {len(removed)} removed, {total / 1e6:.1f} of {MOST_BYTES / 1e6:.0f} MB")
    return 1 if total > MOST_BYTES else 0


def _is_current(file: MediaFile, entries: dict[str, Entry]) -> bool:
    entry = entries.get(file.name)
    return entry is not None and entry.plan == file.plan_digest and (MEDIA / file.name).exists()


if __name__ == "__main__":
    raise SystemExit(main())
