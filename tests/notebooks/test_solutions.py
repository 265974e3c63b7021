"""Every exercise has a folded solution, and every solution runs.

A chapter is turned into one program: its code cells and, where they stand, the code blocks of its
solutions. The program runs as the chapter does, in its folder and in a fresh process.
"""

import os
import re
import subprocess
import sys

import nbformat
import pytest

from tests.notebooks.conftest import ROOT

PATHS = sorted((ROOT / "chapters").glob("*.ipynb"))
EXERCISE = re.compile(r"^\*\*\d+\.", re.MULTILINE)
DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
SETUP = "from nlp_helpers import notebook\n\nnotebook.setup()\n"
MAGIC = re.compile(r"^\s*[%!]", re.MULTILINE)


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def cells(request) -> list[nbformat.NotebookNode]:
    """The cells of every chapter in turn."""
    return nbformat.read(request.param, as_version=4).cells


def exercises(cells) -> list[str]:
    """Return the text of each exercise, solution included."""
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    _, _, section = prose.partition("\n## Exercises\n")
    section, _, _ = section.partition("\n## ")
    return EXERCISE.split(section)[1:]


def solution_blocks(source: str) -> list[str]:
    """Return the code blocks inside the folded parts of a Markdown cell."""
    return [code for folded in DETAILS.findall(source) for code in PYTHON.findall(folded)]


def program(cells) -> str:
    """Return the chapter and its solutions as one program that says where it is."""
    pieces = []
    for number, cell in enumerate(cells):
        if "setup" in cell.metadata.get("tags", []):
            blocks = [SETUP]
        elif cell.cell_type == "code":
            blocks = [] if MAGIC.search(cell.source) else [cell.source]
        else:
            blocks = solution_blocks(cell.source)
        pieces += [f"# cell {number}\n{block}\n" for block in blocks]
    return "\n".join(pieces)


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
    compile(program(cells), "chapter", "exec")


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_solutions_run(path, tmp_path):
    script = tmp_path / f"{path.stem}.py"
    script.write_text(program(nbformat.read(path, as_version=4).cells), "utf-8")
    run = subprocess.run(
        [sys.executable, script],
        cwd=path.parent,
        env={**os.environ, "MPLBACKEND": "agg", "NLP_PROFILE": "quick"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr[-3000:]
