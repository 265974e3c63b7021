"""Solutions run behind a chapter's cells, can stop the build, and are not kept."""

import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.notebooks.book_with_solutions import with_solutions


def chapter(solution: str):
    """A chapter of one cell and one solution."""
    folded = f"<details>\n<summary>Solution</summary>\n\n```python\n{solution}\n```\n\n</details>"
    return new_notebook(cells=[new_code_cell("six = 2 * 3\nsix"), new_markdown_cell(folded)])


def test_solutions_know_the_chapter_and_are_not_kept(tmp_path):
    notebook = chapter("assert six == 6")
    seconds, _ = with_solutions(notebook, tmp_path)
    assert seconds > 0
    assert [cell.cell_type for cell in notebook.cells] == ["code", "markdown"]
    assert notebook.cells[0].outputs[0]["data"]["text/plain"] == "6"


def test_a_solution_that_fails_stops_the_build(tmp_path):
    with pytest.raises(CellExecutionError, match="six == 7"):
        with_solutions(chapter("assert six == 7"), tmp_path)
