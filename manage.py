#!/usr/bin/env python
"""Run a management command of the academy."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    # After the root, so that nothing in `site/` can shadow an app.
    sys.path.insert(1, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    from common.postgresql import limits

    limits.for_whole_process()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
