"""The book, and the solutions of its exercises: `python -m tests.notebooks.book_with_solutions`.

It is `make book`'s own program; behind each chapter's cells, in the same kernel, the chapter's
solutions run, and are left out of what is kept. One that fails stops the build.
"""

import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from tests.notebooks.exercises import solution_blocks

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "tools"))
import kernels  # noqa: E402
import website  # noqa: E402

run = kernels.execute


def with_solutions(notebook: nbformat.NotebookNode, folder: Path) -> tuple[float, int]:
    """Run a chapter and its solutions; leave the chapter's own cells."""
    own = notebook.cells
    solutions = [new_code_cell(block) for cell in own for block in solution_blocks(cell.source)]
    notebook.cells = own + solutions
    cost = run(notebook, folder)
    notebook.cells = own
    return cost


if __name__ == "__main__":
    kernels.execute = with_solutions
    sys.exit(website.build_site(ROOT, stored=False))
