"""nbval on chapters that the book has run: `pytest -p tests.notebooks.executed chapters`.

No cell runs again. The outputs that the cache of executed chapters holds are held against the
stored ones, by nbval's own comparison; a chapter that is not in the cache is a failure.
"""

import sys
from functools import cache, partial
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from nbval.plugin import IPyNbCell, coalesce_streams

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))
from execution_key import execution_key  # noqa: E402


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Choose nbval's options."""
    config.option.nbval = config.option.nbval_current_env = True


def pytest_collection_modifyitems(items):
    """Put the comparison in the place of the run, and start no kernel."""
    folder = ROOT / "_build" / ".jupyter_cache" / execution_key(ROOT)
    for cell in items:
        cell.parent.setup = lambda: None
        cell.runtest = partial(compare, cell, folder)


@cache
def outputs(chapter: Path, folder: Path) -> list[list]:
    """Return what each code cell of a chapter gave when it was run."""
    book = get_cache(folder)
    record = book.match_cache_notebook(nbformat.read(chapter, as_version=4))
    cells = book.get_cache_bundle(record.pk).nb.cells
    return [cell.outputs for cell in cells if cell.cell_type == "code"]


def compare(cell: IPyNbCell, folder: Path) -> None:
    """Fail where nbval finds that the outputs differ and is not told to ignore it."""
    fresh = coalesce_streams(outputs(cell.parent.path, folder)[cell.cell_num])
    stored = coalesce_streams(cell.cell.outputs)
    if cell.options["check"] and not cell.compare_outputs(fresh, stored):
        cell.raise_cell_error("Cell outputs differ", "\n".join(cell.comparison_traceback))
