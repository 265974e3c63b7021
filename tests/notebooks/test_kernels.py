"""Kernels take turns, have the project's settings, and their memory is known."""

import os
import subprocess
import sys
import threading
import time

import kernels
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.notebooks.conftest import ROOT


@pytest.fixture(autouse=True)
def own_room(tmp_path, monkeypatch):
    """Turns that are this test's alone."""
    monkeypatch.setattr(kernels, "OURS", tmp_path / "kernels")


def test_clocks_are_found_where_they_are_read():
    assert kernels.timed(
        [
            "%pip list\nimport time",  # reads nothing yet
            "def seconds(call):\n    start = time.perf_counter()",
            "def train():\n    return seconds(fit)",
            "print(1)",
            "begun = time.monotonic()",
            "train()",
            "class Watch:\n    begun = seconds(print)",
            "Watch()",
            "from time import process_time as now",
            "now()",
            "row['seconds'], card.time",
        ]
    ) == [False, False, False, False, True, True, True, True, False, True, False]


def test_every_stored_chapter_that_imports_time_runs_a_cell_alone():
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        sources = [cell.source for cell in cells if cell.cell_type == "code"]
        assert any(kernels.timed(sources)) == any("import time\n" in text for text in sources)


def crowd(*turns):
    """Let one thread for each turn come and go for a second; return who met how many, each time."""
    inside, met, ends = set(), [], time.monotonic() + 1

    def come_and_go(name, take_turn):
        while time.monotonic() < ends:
            with take_turn():
                inside.add(name)
                time.sleep(0.002)
                met.append((name, len(inside)))
                inside.remove(name)

    threads = [threading.Thread(target=come_and_go, args=pair) for pair in enumerate(turns)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return met


def test_nobody_runs_beside_one_that_is_alone():
    met = crowd(lambda: kernels.turn(alone=True), kernels.turn, kernels.turn)
    assert {others for name, others in met if name == 0} == {1}  # and it had its turn
    assert max(others for name, others in met if name != 0) == 2  # the others met


def test_kernels_start_one_at_a_time():
    assert {others for _, others in crowd(kernels.starting, kernels.starting)} == {1}


def test_a_turn_ends_with_its_process():
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'book' / 'tools')!r}); import kernels, time"
    code += f"; kernels.OURS = kernels.Path({str(kernels.OURS)!r})"
    code += "; stay = kernels.turn(alone=True); stay.__enter__(); print('in', flush=True)"
    code += "; time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "in\n"
    process.kill()
    process.communicate()
    with kernels.turn():
        pass


def test_peak_memory_is_what_was_taken_once():
    if not os.path.exists("/proc/self/status"):
        assert kernels.peak_memory(os.getpid()) == 0
        return
    before = kernels.peak_memory(os.getpid())
    taken = bytearray(before + 100 * 1024**2)
    del taken
    assert kernels.peak_memory(os.getpid()) > before + 50 * 1024**2


def run(tmp_path, *sources):
    """Run a notebook of the given cells and return it."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    seconds, memory = kernels.execute(notebook, tmp_path)
    assert seconds > 0
    assert memory > 10 * 1024**2 or not os.path.exists("/proc/self/status")
    return notebook


def test_the_readers_shell_does_not_decide_what_is_shown(tmp_path, monkeypatch):
    (tmp_path / "matplotlibrc.of.theirs").write_text("figure.figsize: 1, 1\n")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc.of.theirs"))
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")  # would take the checks out of the chapters
    notebook = run(
        tmp_path,
        "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
        "print(plt.rcParams['figure.figsize'], __debug__)",
    )
    [picture], [printed] = (cell.outputs for cell in notebook.cells)
    assert "image/png" in picture.data
    assert printed.text == "[6.4, 4.8] True\n"
