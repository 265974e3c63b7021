"""Every exercise has a folded solution that checks itself. `comparing.py` runs them."""

import re

import nbformat
import pytest

from tests.notebooks.conftest import ROOT
from tests.notebooks.exercises import DETAILS, exercises, solution_blocks

PATHS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def cells(request) -> list[nbformat.NotebookNode]:
    """The cells of every chapter in turn."""
    return nbformat.read(request.param, as_version=4).cells


def test_has_three_to_six_exercises(cells):
    assert 3 <= len(exercises(cells)) <= 6


def test_every_exercise_has_one_folded_solution(cells):
    for exercise in exercises(cells):
        assert len(DETAILS.findall(exercise)) == 1, exercise


def test_solutions_fold_everywhere(cells):
    """Markdown is read inside HTML only after a blank line, and HTML again only after another."""
    for exercise in exercises(cells):
        assert "</summary>\n\n" in exercise, exercise
        assert "\n\n</details>" in exercise, exercise


def test_code_of_a_solution_checks_itself(cells):
    for exercise in exercises(cells):
        blocks = solution_blocks(exercise)
        if blocks:
            assert re.search(r"^\s*assert ", "\n".join(blocks), re.MULTILINE), exercise


def test_code_of_a_solution_is_python(cells):
    for cell in cells:
        for block in solution_blocks(cell.source):
            compile(block, "solution", "exec")


def test_solutions_stand_behind_the_code(cells):
    """They run when every cell has run, so what they change reaches no stored output."""
    kinds = [cell.cell_type for cell in cells]
    last = len(kinds) - 1 - kinds[::-1].index("code")
    assert not any(solution_blocks(cell.source) for cell in cells[:last])
