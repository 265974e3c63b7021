"""nbval as this course runs it: `pytest -p tests.notebooks.comparing -n 2 chapters`.

The kernels have the project's settings, and those of two chapters take turns, so that nothing is
timed beside another (`book/tools/kernels.py`). When a chapter's cells have run, the solutions of
its exercises run in the same kernel. The most memory that a chapter's own cells took is printed
at the end; more than a tenth above what Binder has is a failure, as it differs by that from run to
run. It also is where a single solution behind the cells would take that much.
"""

import os
from collections import defaultdict
from itertools import groupby

import pytest
from nbformat.v4 import new_code_cell
from nbval.plugin import IPyNbCell, IPyNbFile

from book.tools import kernels
from tests.notebooks.exercises import solution_blocks

PEAK, SOLUTION = "peak memory", "Solution"
TOLERANCE = 1.1  # a chapter's peak differs by a tenth from run to run


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Choose nbval's options, and xdist's where there are workers: a chapter is one worker's."""
    config.option.nbval = config.option.nbval_current_env = True
    if config.option.numprocesses:
        config.option.dist = "loadfile"
        config.option.maxworkerrestart = "0"


def pytest_configure():
    """Give the kernels their environment: they have this process's."""
    settings = kernels.settings()
    os.environ.clear()
    os.environ.update(settings)


def pytest_collection_modifyitems(items):
    """Put each chapter's solutions behind its cells, and find what must run alone."""
    items[:] = [
        cell
        for chapter, cells in groupby(list(items), lambda item: item.parent)
        for cell in prepared(chapter, list(cells))
    ]


def prepared(chapter: IPyNbFile, cells: list[IPyNbCell]) -> list[IPyNbCell]:
    """Return the cells of a chapter and of its solutions, each with its `alone`."""
    chapter.peak = chapter.peak_of_cells = 0
    blocks = [block for cell in chapter.nb.cells for block in solution_blocks(cell.source)]
    for number, block in enumerate(blocks, start=1):
        name, options = f"{SOLUTION} {number}", defaultdict(bool)  # its output is nowhere stored
        solution = {"cell_num": len(cells), "cell": new_code_cell(block), "options": options}
        cells.append(IPyNbCell.from_parent(chapter, name=name, **solution))
    for item, alone in zip(cells, kernels.timed([item.cell.source for item in cells]), strict=True):
        item.alone = alone
    return cells


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup():
    """Start a kernel (before a chapter's first cell) while nobody is timed."""
    with kernels.starting():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Run a cell in its turn; count its kernel's memory."""
    with kernels.turn(item.alone):
        yield
    peak = memory_taken(item)
    if not item.name.startswith(SOLUTION):
        item.user_properties.append((PEAK, peak))
    assert peak <= TOLERANCE * kernels.BINDER, f"{kernels.in_gigabytes(peak)} is too much memory"


def memory_taken(item: IPyNbCell) -> int:
    """Return the peak of a chapter's cells, or what it is at least with this one solution behind.

    A reader on Binder runs one or two solutions, and not all; so what others took does not count.
    """
    chapter = item.parent
    before, chapter.peak = chapter.peak, kernels.peak_memory(chapter.kernel.km.provisioner.pid)
    if item.name.startswith(SOLUTION):
        return chapter.peak_of_cells + chapter.peak - before
    chapter.peak_of_cells = chapter.peak
    return chapter.peak


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown():
    """End a kernel (after a chapter's last cell) while nobody is timed."""
    with kernels.turn():
        return (yield)


def pytest_terminal_summary(terminalreporter):
    """Print what memory each chapter took."""
    peaks = defaultdict(int)
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == PEAK:
                    peaks[report.location[0]] = max(peaks[report.location[0]], value)
    terminalreporter.section(f"peak memory (Binder has {kernels.in_gigabytes(kernels.BINDER)})")
    for chapter, peak in sorted(peaks.items()):
        too_much = ": more than Binder has" if peak > kernels.BINDER else ""
        terminalreporter.line(f"{kernels.in_gigabytes(peak)} {chapter}{too_much}")
