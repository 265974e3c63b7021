"""`make notebooks` stores outputs without noise."""

import re

import nbformat
import pytest
import run_chapters
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A small chapter, whose first cell stays as it is."""
    monkeypatch.setattr(run_chapters, "write_first_cell", lambda cell: None)
    cells = [
        new_markdown_cell("old", id="cost", metadata={"tags": ["cost"]}),
        new_code_cell("import sys", id="setup", metadata={"tags": ["setup"]}),
        new_code_cell("print(6 * 7)\nprint('nats')", id="answer"),
    ]
    path = tmp_path / "01_small.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_chapter_runs_and_a_second_run_changes_nothing(path):
    assert run_chapters.refresh(path, "quick profile, 2 CPU cores", False).endswith("stored")
    stored = nbformat.read(path, as_version=4)
    cost = r"\*\*What it costs\.\*\* About 5 minutes to read; to run, \d+ seconds \(quick profile"
    assert re.match(cost, stored.cells[0].source)
    assert [output.text for output in stored.cells[2].outputs] == ["42\nnats\n"]
    assert set(stored.metadata) == {"kernelspec", "language_info", "cost"}
    assert all("execution" not in cell.metadata for cell in stored.cells)
    again = run_chapters.refresh(path, "quick profile, 2 CPU cores", False)
    assert again.endswith("nothing changed")
    assert not list(path.parent.glob("*.partial"))


def test_cost_only_leaves_the_outputs_alone(path):
    run_chapters.refresh(path, "full profile, a GPU", True)
    stored = nbformat.read(path, as_version=4)
    assert stored.cells[2].outputs == []
    assert "full profile, a GPU" in stored.cells[0].source


def test_chapter_without_its_cells_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="0 cells are tagged 'cost'"):
        run_chapters.tagged(new_notebook(), "cost", tmp_path / "01.ipynb")


@pytest.mark.parametrize(
    ("stored", "seconds", "wanted"), [(20, 24.0, 20), (20, 26.0, 20), (20, 28.0, 30), (20, 12, 10)]
)
def test_cost_changes_by_more_than_a_step_or_not_at_all(stored, seconds, wanted):
    cost = {"key": stored}
    run_chapters.update_cost(cost, "key", seconds)
    assert cost == {"key": wanted}


def test_cost_names_only_what_was_measured():
    cost = {"full profile, a GPU": 240, "quick profile, 2 CPU cores": 20}
    assert run_chapters.cost_line(cost, 45) == (
        "**What it costs.** About 45 minutes to read; to run, "
        "20 seconds (quick profile, 2 CPU cores), 4 minutes (full profile, a GPU)."
    )


WITHOUT_PACKAGE = """\
import sys
from types import ModuleType, SimpleNamespace

sys.modules["nlp_helpers"] = None


@get_ipython().register_magic_function
def pip(line):
    print(line)
    sys.modules["nlp_helpers"] = ModuleType("nlp_helpers")
    sys.modules["nlp_helpers"].notebook = SimpleNamespace(setup=lambda: print("ready"))
"""


def test_first_cell_installs_the_release_and_keeps_what_the_kernel_runs_on(monkeypatch, tmp_path):
    """In a real kernel that lacks the package, with a `%pip` that says what it was asked."""
    monkeypatch.setattr(run_chapters, "repository", lambda: "https://github.com/a/b")
    monkeypatch.setattr(run_chapters, "release", lambda: "v1.2.0")
    first = new_code_cell()
    run_chapters.write_first_cell(first)
    run_chapters.execute(new_notebook(cells=[new_code_cell(WITHOUT_PACKAGE), first]), tmp_path)
    assert first.outputs[0].text.splitlines() == [
        "list --format=freeze --exclude keras > installed.txt",
        'install --quiet "nlp_helpers @ git+https://github.com/a/b@v1.2.0" '
        "--constraint installed.txt",
        "ready",
    ]


def test_first_cell_names_no_address_while_there_is_none(monkeypatch):
    monkeypatch.setattr(run_chapters, "repository", lambda: None)
    cell = new_code_cell()
    run_chapters.write_first_cell(cell)
    assert "pip" not in cell.source
    compile(cell.source, "first cell", "exec")
