"""Build the site into a folder, and survive a build that was killed half way.

    python website.py FOLDER            execute the chapters (or take them from the cache)
    python website.py FOLDER --stored   take the outputs that are stored in the chapters

The pages come to FOLDER/_build/html, as jupyter-book has it. Sphinx takes a page for finished when
its file is there, so a killed build could leave a torn page for ever. While a build runs a marker
stands beside it; a marker found at the start means that what is there cannot be trusted, and only
the cache of executed chapters is kept.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def clear_torn_build(build: Path, marker: Path) -> None:
    """Remove pages and doctrees if the last build did not end."""
    if marker.exists():
        for name in ("html", ".doctrees"):
            shutil.rmtree(build / name, ignore_errors=True)


def build_site(folder: Path, stored: bool) -> int:
    """Run jupyter-book; return its exit status."""
    build = folder / "_build"
    build.mkdir(parents=True, exist_ok=True)
    marker = build / "building"
    clear_torn_build(build, marker)
    marker.touch()
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [jupyter_book, "build", ROOT, "--path-output", folder, "-W", "-n", "--keep-going"]
    environment = os.environ | ({"NLP_BOOK_STORED": "1"} if stored else {})
    status = subprocess.call(command, env=environment)
    if status == 0:
        marker.unlink()
    return status


if __name__ == "__main__":
    sys.exit(build_site(Path(sys.argv[1]).resolve(), stored="--stored" in sys.argv[2:]))
