"""Reading the files in `content/`."""

import tomllib
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parents[1] / "content"


def read_content(name: str) -> dict[str, Any]:
    """What stands in `content/<name>.toml`. Raises FileNotFoundError and tomllib.TOMLDecodeError."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text("utf-8"))
