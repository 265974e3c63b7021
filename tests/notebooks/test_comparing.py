"""The comparison runs the solutions, too, and counts the kernel's memory."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.notebooks.conftest import ROOT

COMPARE = """
import sys, pytest
from book.tools import kernels
shares = iter({shares})
if {shares}:
    kernels.peak_memory = lambda process: int(next(shares) * kernels.BINDER)
sys.exit(pytest.main(["-p", "tests.notebooks.comparing", sys.argv[1]]))
"""


def compare(path, solution="assert six == 6", shares=()):
    """Compare a chapter of one cell and one solution; return what was printed.

    `shares` are of the memory that Binder has, and what the kernel is said to have taken when the
    cell has run, and the solution.
    """
    outputs = [new_output("stream", name="stdout", text="6\n")]
    folded = f"<details><summary>Solution</summary>\n\n```python\n{solution}\n```\n\n</details>"
    cell = new_code_cell("six = 2 * 3\nprint(six)", outputs=outputs, execution_count=1)
    nbformat.write(new_notebook(cells=[cell, new_markdown_cell(folded)]), path)
    command = [sys.executable, "-c", COMPARE.format(shares=shares), path]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout


@pytest.fixture
def path(tmp_path):
    """Where a chapter goes."""
    return tmp_path / "01_small.ipynb"


def test_cells_and_solutions_run_and_their_memory_is_printed(path):
    output = compare(path)
    assert "2 passed" in output
    assert " GB" in output.partition("peak memory")[2]
    assert "more than Binder has" not in output


def test_a_solution_that_fails_is_found(path):
    output = compare(path, solution="assert six == 7")
    assert "01_small.ipynb::Solution 1" in output
    assert "1 failed, 1 passed" in output


def test_more_memory_than_binder_has_is_said_and_much_more_is_a_failure(path):
    output = compare(path, shares=(1.05, 1.05))
    assert "01_small.ipynb: more than Binder has" in output
    assert "2 passed" in output
    output = compare(path, shares=(1.15, 1.15))
    assert "2.30 GB is too much memory" in output
    assert "2 failed" in output  # nor is there room for a solution behind the cell


def test_a_solution_alone_that_takes_much_memory_is_a_failure(path):
    output = compare(path, shares=(0.8, 1.2))
    assert "2.40 GB is too much memory" in output
    assert "1 failed, 1 passed" in output
    assert "1.60 GB" in output.partition("peak memory")[2]  # a chapter's own cells are printed
