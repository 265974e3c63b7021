"""Text and code are free of the common misspellings; pyproject.toml lists what is none."""

import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]


def codespell(*paths) -> str:
    """Return what codespell finds, by the project's settings."""
    command = [sys.executable, "-m", "codespell_lib", *paths]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert not run.stderr
    return run.stdout


def test_text_and_code_are_spelt_right():
    assert not codespell(".")


def test_chapters_are_spelt_right(tmp_path):
    """Their sources alone: outputs hold what models write."""
    for path in (ROOT / "chapters").glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        sources = "\n\n".join(cell.source for cell in cells)
        (tmp_path / f"{path.stem}.md").write_text(sources, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) >= 10
    assert not codespell(tmp_path)


def test_a_misspelling_is_found(tmp_path):
    wrong = "receive".replace("ei", "ie")
    (tmp_path / "text.md").write_text(f"We {wrong} a sentence.", encoding="utf-8")
    assert wrong in codespell(tmp_path)
