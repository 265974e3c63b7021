"""Serve MathJax from the site itself, so that equations need no network.

One file is copied: the build with every TeX extension and SVG output, which needs no font
files (browsers refuse fonts to a page that is opened from the disk).
"""

import importlib.metadata
import shutil
from pathlib import Path

from sphinx.application import Sphinx

DISTRIBUTION = "sphinx-mathjax-offline"
SCRIPT = "tex-svg-full.js"


def find_script() -> Path:
    """Return where pip put MathJax."""
    for file in importlib.metadata.files(DISTRIBUTION):
        if file.name == SCRIPT:
            return Path(file.locate())
    raise FileNotFoundError(f"{DISTRIBUTION} carries no {SCRIPT}: install requirements.txt again")


def copy_script(app: Sphinx, error: Exception | None) -> None:
    """Put the script beside the site's other static files."""
    if error is None:
        target = Path(app.outdir) / "_static" / "mathjax"
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(find_script(), target / SCRIPT)


def setup(app: Sphinx) -> dict:
    """Name the script to Sphinx and copy it once the pages stand."""
    app.config.mathjax_path = f"mathjax/{SCRIPT}"
    app.config.mathjax_options = {"defer": "defer"}
    app.connect("build-finished", copy_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
