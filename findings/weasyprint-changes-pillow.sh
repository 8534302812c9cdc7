#!/usr/bin/env bash
# WeasyPrint 70.0: importing it sets PIL.ImageFile.LOAD_TRUNCATED_IMAGES for the whole process. From then on Pillow
# gives a picture of which half is missing as if it was whole, also to code that never prints anything.
#
# Seen with a PNG cut in the middle: before the import `load()` raises OSError, after it the same call succeeds.
# What it means here: a web process that had drawn one certificate accepted damaged uploads. WeasyPrint is loaded by
# common.printing alone, which puts the switch back; library/tests/test_damaged_files.py and
# site/common/tests/test_printing.py hold it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'weasyprint==70.0' 'pillow==13.0.0'

"$folder/venv/bin/python" - <<'PYTHON'
import io

from PIL import Image, ImageFile

whole = io.BytesIO()
picture = Image.effect_noise((200, 200), 80)
picture.save(whole, "PNG")
half = whole.getvalue()[: len(whole.getvalue()) // 2]


def is_taken() -> bool:
    try:
        Image.open(io.BytesIO(half)).load()
    except OSError:
        return False
    return True


before = is_taken()
import weasyprint

print(f"taken before the import: {before}, after it: {is_taken()}; switch: {ImageFile.LOAD_TRUNCATED_IMAGES}")
assert not before, "Pillow alone takes half a picture"
assert is_taken() and ImageFile.LOAD_TRUNCATED_IMAGES, "WeasyPrint leaves Pillow as it was"
PYTHON
echo "As described: importing WeasyPrint makes Pillow take half a picture."
