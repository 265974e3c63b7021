"""What tests of chapters share: the tools that run them on the path, and functions of a page."""

import re
import sys
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parents[2]
for folder in ("tools", "_ext"):
    sys.path.insert(0, str(ROOT / "book" / folder))


def functions_of_page(chapter: str, names: tuple[str, ...], given: dict[str, Any]) -> dict:
    """Run the cells of a chapter that define these functions; return all names, `given` too."""
    notebook = nbformat.read(ROOT / "chapters" / f"{chapter}.ipynb", as_version=4)
    wanted = re.compile(rf"^def ({'|'.join(names)})\(", re.MULTILINE)
    found = dict(given)
    for cell in notebook.cells:
        if cell.cell_type == "code" and wanted.search(cell.source):
            exec(compile(cell.source, cell.id, "exec"), found)
    assert found.keys() >= set(names)
    return found
