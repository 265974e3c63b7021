"""Refuse to publish a site whose buttons and first cells would lead to something else.

    python release.py ADDRESS TAG   where it is published from, and the tag that is checked out

Where pyproject.toml names no repository, cells and buttons lead nowhere and nothing can disagree.
"""

import sys

import nbformat
from run_chapters import ROOT, tagged, write_first_cell

from project import release, repository  # isort: skip  (run_chapters puts its folder on the path)


def stale_chapters() -> list[str]:
    """Return the chapters whose stored first cell is not what it would be written as today."""
    stale = []
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        stored = tagged(nbformat.read(path, as_version=4), "setup", path)
        written = stored.copy()
        write_first_cell(written)
        if written.source != stored.source:
            stale.append(path.name)
    return stale


def faults(address: str, tag: str) -> list[str]:
    """Return what keeps the checked-out tag from being published from `address`."""
    found = []
    if repository() not in (None, address):
        found.append(f"Repository in pyproject.toml is {repository()}, not {address}")
    if repository() and release() != tag:
        found.append(f"the version in pyproject.toml makes {release()}, not {tag}")
    if stale := stale_chapters():
        found.append(f"{', '.join(stale)}: run book/tools/run_chapters.py --no-run on them")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(faults(*sys.argv[1:3])) or None)
