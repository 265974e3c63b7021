"""The comparison of what `make book` ran can fail: other outputs, a chapter that never ran."""

import subprocess
import sys
from copy import deepcopy

import nbformat
import pytest
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.notebooks.conftest import ROOT

COMPARE = """
import pathlib, sys, pytest
from tests.notebooks import executed
executed.execution_key = lambda root: pathlib.Path(sys.argv[2])  # absolute
sys.exit(pytest.main(["-p", "tests.notebooks.executed", sys.argv[1]]))
"""


def compare(folder, chapter, ran=None) -> str:
    """Store a chapter, and what came when it was run, if it was; return what was printed."""
    nbformat.write(chapter, folder / "01_small.ipynb")
    book = get_cache(folder / "cache")
    if ran:
        bundle = CacheBundleIn(ran, str(folder / "01_small.ipynb"))
        book.cache_notebook_bundle(bundle, check_validity=False)
    command = [sys.executable, "-c", COMPARE, folder / "01_small.ipynb", folder / "cache"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout


@pytest.fixture
def chapter():
    """One cell that is compared, and one that is not."""
    outputs = [new_output("stream", name="stdout", text="6\n")]
    cell = new_code_cell("print(2 * 3)", outputs=outputs, execution_count=1)
    ignored = new_code_cell("print(time())", metadata={"tags": ["nbval-ignore-output"]})
    return new_notebook(cells=[cell, ignored])


def test_equal_outputs_pass(tmp_path, chapter):
    assert "2 passed" in compare(tmp_path, chapter, ran=chapter)


def test_another_output_is_found(tmp_path, chapter):
    ran = deepcopy(chapter)
    ran.cells[0].outputs[0].text = "7\n"
    output = compare(tmp_path, chapter, ran)
    assert "01_small.ipynb::Cell 0" in output
    assert "1 failed, 1 passed" in output


def test_an_output_that_is_ignored_may_differ(tmp_path, chapter):
    ran = deepcopy(chapter)
    ran.cells[1].outputs = [new_output("stream", name="stdout", text="12:00\n")]
    assert "2 passed" in compare(tmp_path, chapter, ran)


def test_a_chapter_that_did_not_run_fails(tmp_path, chapter):
    assert "2 failed" in compare(tmp_path, chapter)
