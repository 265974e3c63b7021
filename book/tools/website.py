"""Build the site into a folder, and survive a build that was killed half way.

    python website.py FOLDER            execute the chapters (or take them from the cache)
    python website.py FOLDER --stored   take the outputs that are stored in the chapters

The pages come to FOLDER/_build/html, as jupyter-book has it. Sphinx takes a page for finished when
its file is there, so a killed build could leave a torn page behind. While a build runs a marker
stands beside it; a marker found at the start means that what is there cannot be trusted, and only
the cache of executed chapters is kept. Two builds of one folder come one after the other.
"""

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import kernels
import nbformat
import pictures
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from lock import only_one
from nbclient.exceptions import CellExecutionError, DeadKernelError
from stage import call

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))
from execution_key import choose_folder  # noqa: E402


def clear_torn_build(build: Path, marker: Path) -> None:
    """Remove pages and doctrees if the last build did not end."""
    if marker.exists():
        for name in ("html", ".doctrees"):
            shutil.rmtree(build / name, ignore_errors=True)


def execute_chapters(chapters: list[Path], cache: Path) -> None:
    """Run the chapters that the cache does not hold, and put them there, where MyST-NB looks.

    Two at a time, but for the full profile, whose models may fill a GPU.
    """
    book = get_cache(cache)
    notebooks = {path: nbformat.read(path, as_version=4) for path in chapters}
    missing = {path: notebook for path, notebook in notebooks.items() if not holds(book, notebook)}
    at_once = 1 if os.environ.get("NLP_PROFILE") == "full" else 2
    with ThreadPoolExecutor(at_once) as pool:
        runs = {
            pool.submit(kernels.execute, missing[path], path.parent): path
            for path in sorted(missing, key=lambda path: -cost(missing[path]))  # long ones first
        }
        for run in as_completed(runs):
            try:
                keep(book, runs[run], missing[runs[run]], *run.result())
            except (CellExecutionError, DeadKernelError) as error:
                pool.shutdown(cancel_futures=True)
                sys.exit(f"{runs[run]}: {error}")


def cost(notebook: nbformat.NotebookNode) -> int:
    """Return the seconds that a chapter took when it was stored."""
    return max(notebook.metadata.get("cost", {}).values(), default=0)


def keep(book, path: Path, notebook: nbformat.NotebookNode, seconds: float, memory: int) -> None:
    """Put an executed chapter into the cache, and say what it took."""
    pictures.lighten(notebook)
    bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": seconds})
    book.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    size = kernels.in_gigabytes(memory)
    print(f"    {path.name}: ran in {seconds:.0f} s, at most {size}", flush=True)


def holds(book, notebook: nbformat.NotebookNode) -> bool:
    """Say whether the cache holds a notebook with the same code."""
    try:
        return bool(book.match_cache_notebook(notebook))
    except KeyError:
        return False


def build_site(folder: Path, stored: bool) -> int:
    """Run the chapters and jupyter-book; return its exit status."""
    build = folder / "_build"
    with only_one(build / "lock", f"site in {folder}") as lock:
        marker = build / "building"
        clear_torn_build(build, marker)
        marker.touch()
        if not stored:
            chapters = sorted((ROOT / "chapters").glob("*.ipynb"))
            execute_chapters(chapters, choose_folder(build / ".jupyter_cache", ROOT))
        jupyter_book = Path(sys.executable).with_name("jupyter-book")
        command = [jupyter_book, "build", ROOT, "--path-output", folder, "-W", "-n", "--keep-going"]
        environment = kernels.settings() | ({"NLP_BOOK_STORED": "1"} if stored else {})
        status = call(command, env=environment, pass_fds=(lock,))
        if status == 0:
            marker.unlink()
    return status


if __name__ == "__main__":
    try:
        sys.exit(build_site(Path(sys.argv[1]).resolve(), stored="--stored" in sys.argv[2:]))
    except KeyboardInterrupt:
        os._exit(130)  # without waiting for running chapters: a kernel without a parent ends
