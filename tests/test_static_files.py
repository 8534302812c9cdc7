"""Guards `config.static_files`: a script that changed is never fetched from a cache under its old name."""

from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage

from config.static_files import HashedFiles


def test_our_modules_import_each_other_by_hashed_names_and_libraries_are_left_alone(tmp_path: Path) -> None:
    files = {
        "js/site.js": 'import { open } from "./parts/menu.js";\nopen();\n',
        "js/parts/menu.js": "export function open() {}\n",
        "npm/lib/lib.js": "// write: import lib from './nowhere.js';\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = {name: (StaticFilesStorage(location=tmp_path), name) for name in files}
    storage = HashedFiles(location=tmp_path, base_url="/static/")

    problems = [outcome for _, _, outcome in storage.post_process(found) if isinstance(outcome, Exception)]

    assert problems == []
    menu = Path(storage.hashed_files["js/parts/menu.js"]).name
    assert menu != "menu.js"
    assert f'from "./parts/{menu}"' in (tmp_path / storage.hashed_files["js/site.js"]).read_text()
    assert "./nowhere.js" in (tmp_path / storage.hashed_files["npm/lib/lib.js"]).read_text()
