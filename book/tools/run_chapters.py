"""Run chapters in place and store their outputs, without noise in the diff.

    python run_chapters.py chapters/01_char_rnn.ipynb ...
    python run_chapters.py --cost-only ...    measure the run time, leave the outputs alone
    python run_chapters.py --no-run ...       bring the first cell and the costs up to date

Each chapter runs in a fresh kernel in its own folder, as nbval runs it. Then its first cell and
its line of costs are written anew; pictures that look the same keep their bytes.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pictures
from kernels import execute, in_gigabytes
from lock import only_one
from nbclient.exceptions import CellExecutionError
from reading import reading_minutes

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))
from project import release, repository  # noqa: E402

ROUNDING = 5  # seconds: finer than this is the machine's mood
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
FIRST_CELL = """\
# Is it missing? Start Jupyter from the course's .venv: see README.md.
from nlp_helpers import notebook

notebook.setup()"""
LAUNCHED_CELL = """\
try:
    from nlp_helpers import notebook
except ImportError:
    # Colab and Kaggle start without it; what they have stays, but Keras.
    %pip list --format=freeze --exclude keras > installed.txt
    %pip install --quiet "nlp_helpers @ git+{address}@{release}" --constraint installed.txt
    from nlp_helpers import notebook

notebook.setup()"""


def tagged(notebook: nbformat.NotebookNode, tag: str, path: Path) -> nbformat.NotebookNode:
    """Return the one cell that carries the tag."""
    found = [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]
    if len(found) != 1:
        sys.exit(f"{path}: {len(found)} cells are tagged {tag!r}; there must be one")
    return found[0]


def write_first_cell(cell: nbformat.NotebookNode) -> None:
    """Fill in the first cell; it installs the release where the project has an address."""
    address = repository()
    launched = LAUNCHED_CELL.format(address=address, release=release())
    cell.source = launched if address else FIRST_CELL


def tidy(notebook: nbformat.NotebookNode) -> None:
    """Keep only metadata that says something about the chapter."""
    cost = notebook.metadata.get("cost", {})
    notebook.metadata = nbformat.from_dict(METADATA | {"cost": cost})
    for place, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{place}")
        cell.metadata.pop("execution", None)


def rounded(seconds: float) -> int:
    """Round to whole steps, and never to nothing."""
    return max(ROUNDING, ROUNDING * round(seconds / ROUNDING))


def update_cost(cost: dict, key: str, seconds: float) -> None:
    """Store a measurement unless it says what the stored one says, give or take a step."""
    if abs(rounded(seconds) - cost.get(key, -ROUNDING)) > ROUNDING:
        cost[key] = rounded(seconds)


def cost_line(cost: dict, minutes: int) -> str:
    """Return the sentence that says what the chapter costs its reader and the machine.

    Example:
        >>> cost_line({"quick profile, a GPU": 20}, 40)
        '**What it costs.** About 40 minutes to read; to run, 20 seconds (quick profile, a GPU).'
    """
    figures = [f"{duration(seconds)} ({key})" for key, seconds in sorted(cost.items())[::-1]]
    return f"**What it costs.** About {minutes} minutes to read; to run, {', '.join(figures)}."


def write_cost(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Fill in the line of costs from what was measured and what there is to read."""
    line = cost_line(notebook.metadata.cost, reading_minutes(notebook))
    tagged(notebook, "cost", path).source = line


def duration(seconds: int) -> str:
    """Write seconds up to two minutes, minutes beyond."""
    return f"{seconds} seconds" if seconds <= 120 else f"{round(seconds / 60)} minutes"


def condition() -> str:
    """Say in which profile and on which device the measurement is taken."""
    code = "from nlp_helpers import notebook as n; n.quiet_import()"
    code += "; print(n.profile(), 'profile,', n.device_name())"
    return subprocess.check_output([sys.executable, "-c", code], text=True).strip()


def write(notebook: nbformat.NotebookNode, path: Path) -> bool:
    """Replace the file in one step, if anything changed; say whether it did."""
    text = nbformat.writes(notebook) + "\n"
    if path.read_text(encoding="utf-8") == text:
        return False
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)
    return True


def refresh(path: Path, key: str, keep_outputs: bool) -> str:
    """Run one chapter and store what came of it; return a line that says what happened."""
    old = nbformat.read(path, as_version=4)
    new = nbformat.read(path, as_version=4)
    tidy(new)
    write_first_cell(tagged(new, "setup", path))
    ran = nbformat.from_dict(new)
    seconds, memory = execute(ran, path.parent)
    if not keep_outputs:
        new = ran
        tidy(new)
        pictures.lighten(new)
        pictures.keep(old, new)
    update_cost(new.metadata.cost, key, seconds)
    write_cost(new, path)
    changed = "stored" if write(new, path) else "nothing changed"
    return f"    {path.name}: ran in {seconds:.0f} s, at most {in_gigabytes(memory)}, {changed}"


def refresh_without_running(path: Path) -> None:
    """Bring only the first cell and the line of costs up to date."""
    notebook = nbformat.read(path, as_version=4)
    write_first_cell(tagged(notebook, "setup", path))
    write_cost(notebook, path)
    write(notebook, path)


def main() -> None:
    """Read the command line and go through the chapters."""
    parser = argparse.ArgumentParser()
    parser.add_argument("chapters", nargs="+", type=Path)
    parser.add_argument("--cost-only", action="store_true")
    parser.add_argument("--no-run", action="store_true")
    options = parser.parse_args()
    if options.no_run:
        for path in options.chapters:
            refresh_without_running(path)
        return
    key = condition()
    with only_one(ROOT / "_build" / "chapters.lock", "chapters"):
        for path in options.chapters:
            try:
                print(refresh(path, key, options.cost_only), flush=True)
            except CellExecutionError as error:
                sys.exit(f"{path}: {error}")


if __name__ == "__main__":
    main()
