"""The comparison of stored outputs can fail: a changed digit, a changed helper."""

import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from tests.notebooks.conftest import ROOT

pytestmark = pytest.mark.slow
CHAPTER = ROOT / "chapters" / "01_char_rnn.ipynb"


def nbval(path, **variables) -> subprocess.CompletedProcess:
    """Compare a chapter's stored outputs as `make test` does, up to the first that differ."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.notebooks.comparing", "-x", str(path)]
    environment = os.environ | {"NLP_PROFILE": "quick"} | variables
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def change_one_digit(notebook: nbformat.NotebookNode) -> int:
    """Change the first digit that a compared cell printed; return which code cell it is."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code):
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            continue
        for output in cell.outputs:
            if digit := re.search(r"\d", output.get("text", "")):
                other = str((int(digit[0]) + 1) % 10)
                output.text = output.text.replace(digit[0], other, 1)
                return number
    raise AssertionError("the chapter prints no digit")


def test_changed_digit_is_found(tmp_path):
    notebook = nbformat.read(CHAPTER, as_version=4)
    number = change_one_digit(notebook)
    path = tmp_path / CHAPTER.name
    nbformat.write(notebook, path)
    done = nbval(path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{CHAPTER.name}::Cell {number} " in done.stdout


def test_edited_helper_is_found(tmp_path):
    """The chapter prints how long the splits are; here the training text is cut shorter."""
    shutil.copytree(ROOT / "nlp_helpers", tmp_path / "nlp_helpers")
    source = tmp_path / "nlp_helpers" / "datasets" / "shakespeare.py"
    text = source.read_text(encoding="utf-8")
    assert "TRAIN_CHARACTERS = 1_000_000" in text
    source.write_text(text.replace("1_000_000", "999_000"), encoding="utf-8")
    done = nbval(CHAPTER, PYTHONPATH=str(tmp_path))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "999,000" in done.stdout
